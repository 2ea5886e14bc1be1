using System.Text.Json;
using OrleansSegmentation.Cli.Import.Mapping;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace OrleansSegmentation.Cli.Import.Rows;

/// <summary>One column of values of a Parquet file and a place in it.</summary>
internal sealed class ParquetLeaf(DataField column) : ParquetNode, IDisposable
{
    private const int PastTheEnd = -1;

    private RawColumnData? _data;
    private ParquetValues? _values;
    private int _count;
    private (int Entry, int Value) _current;
    private (int Entry, int Value) _row;

    public override IReadOnlyList<ParquetLeaf> Leaves => [this];

    public override bool IsMissing => Definition < column.MaxDefinitionLevel;

    /// <summary>Gets how much of the path is there at the current entry.</summary>
    public int Definition => column.MaxDefinitionLevel == 0 ? 0 : _data!.DefinitionLevels[_current.Entry];

    /// <summary>Gets at which level the current entry repeats; -1 past the end.</summary>
    public int Repetition => _current.Entry >= _count ? PastTheEnd : column.MaxRepetitionLevel == 0 ? 0 : _data!.RepetitionLevels[_current.Entry];

    /// <summary>Gets the current value as text; there is one.</summary>
    public string Text => _values!.Text(_current.Value);

    /// <summary>Reads the column of a row group; the first row is the current one.</summary>
    /// <exception cref="ValueRefusedException">JSON has no form for the type of the values.</exception>
    public async Task LoadAsync(ParquetRowGroupReader group, CancellationToken cancellationToken)
    {
        Dispose();
        _data = await group.ReadRawColumnDataBaseAsync(column, cancellationToken);
        _values = ParquetValues.Of(column, _data);
        _count = column.MaxDefinitionLevel == 0 ? checked((int)group.RowCount) : _data.DefinitionLevels.Length;
        _row = _current = (0, 0);
    }

    /// <summary>Goes back to the first entry of the row.</summary>
    public void Rewind() => _current = _row;

    /// <summary>Goes to the next row.</summary>
    public void NextRow()
    {
        _current = _row;
        do Next();
        while (Repetition > 0);
        _row = _current;
    }

    /// <summary>Goes to the next entry.</summary>
    public void Next() => _current = (_current.Entry + 1, _current.Value + (IsMissing ? 0 : 1));

    protected override void WriteValue(Utf8JsonWriter writer)
    {
        _values!.Write(_current.Value, writer);
        Next();
    }

    public void Dispose()
    {
        _data?.Dispose();
        _data = null;
    }
}
