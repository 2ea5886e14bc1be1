using System.Text.Json;
using OrleansSegmentation.Cli.Import.Mapping;
using OrleansSegmentation.Cli.Import.Sources;
using OrleansSegmentation.Cli.Pql;
using Parquet;

namespace OrleansSegmentation.Cli.Import.Rows;

/// <summary>Reads Parquet, one row group at a time: that much of the columns that are used is in memory.</summary>
internal sealed class ParquetRowReader : IRowReader
{
    private readonly ParquetReader _file;
    private readonly ParquetNode[] _nodes;
    private readonly List<ParquetLeaf> _leaves = [];
    private readonly long _total;
    private int _nextGroup;
    private long _groupStart;
    private long _groupEnd;

    private ParquetRowReader(ParquetReader file)
    {
        _file = file;
        _nodes = [.. file.Schema.Fields.Select(ParquetNode.Create)];
        _total = file.Metadata?.NumRows ?? file.RowGroups.Sum(static group => group.RowCount);
        Columns = [.. file.Schema.Fields.Select(static field => field.Name)];
        Use(Columns);
    }

    public IReadOnlyList<string> Columns { get; }

    public RecordPlace Place => new(null, Position.Records);

    public string? Problem => null;

    public SourcePosition Position { get; private set; }

    public double Share => _total == 0 ? 1 : (double)Position.Records / _total;

    /// <summary>Opens a file and reads its schema.</summary>
    /// <exception cref="UsageException">It is not Parquet, or has columns of a type that cannot be read.</exception>
    public static async Task<ParquetRowReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ParquetReader? file = null;
        try
        {
            file = await ParquetReader.CreateAsync(path, cancellationToken: cancellationToken);
            return new ParquetRowReader(file);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException))
        {
            if (file is not null) await file.DisposeAsync();
            // The library reports damaged files with many types of exceptions.
            throw exception as UsageException ?? new UsageException($"{path}: it cannot be read as Parquet. {exception.Message}");
        }
    }

    /// <summary>Reads only some columns; the others must not be asked for.</summary>
    public void Use(IEnumerable<string> columns)
    {
        var used = columns.ToHashSet(StringComparer.Ordinal);
        _leaves.Clear();
        for (var column = 0; column < _nodes.Length; column++)
        {
            if (used.Contains(Columns[column])) _leaves.AddRange(_nodes[column].Leaves);
        }
    }

    public async ValueTask SkipToAsync(SourcePosition start, CancellationToken cancellationToken)
    {
        while (_nextGroup < _file.RowGroupCount && _groupEnd + _file.RowGroups[_nextGroup].RowCount <= start.Records)
            _groupStart = _groupEnd += _file.RowGroups[_nextGroup++].RowCount;
        Position = new SourcePosition(0, 0, _groupEnd);
        while (Position.Records < start.Records)
        {
            if (!await ReadAsync(cancellationToken)) throw new SourceFailedException("The file is shorter than what was imported of it.");
        }
    }

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (Position.Records > _groupStart && Position.Records < _groupEnd)
        {
            foreach (var leaf in _leaves) leaf.NextRow();
        }

        while (Position.Records == _groupEnd)
        {
            if (_nextGroup == _file.RowGroupCount) return false;
            await LoadAsync(_nextGroup++, cancellationToken);
        }

        Position = Position with { Records = Position.Records + 1 };
        return true;
    }

    public bool IsMissing(int column) => Rewound(column).IsMissing;

    public ReadOnlySpan<char> Text(int column) => Rewound(column) is ParquetLeaf leaf ? leaf.Text : throw new ValueRefusedException("a list or an object is not accepted. Accepted: one value.");

    public void Write(int column, Utf8JsonWriter writer) => Rewound(column).Write(writer);

    public async ValueTask DisposeAsync()
    {
        foreach (var leaf in _nodes.SelectMany(static node => node.Leaves)) leaf.Dispose();
        await _file.DisposeAsync();
    }

    private ParquetNode Rewound(int column)
    {
        var node = _nodes[column];
        foreach (var leaf in node.Leaves) leaf.Rewind();
        return node;
    }

    private async Task LoadAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            using var group = _file.OpenRowGroupReader(index);
            _groupStart = _groupEnd;
            _groupEnd += group.RowCount;
            foreach (var leaf in _leaves) await leaf.LoadAsync(group, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The library reports damaged files with many types of exceptions.
            throw new SourceFailedException($"Row group {index + 1} of {_file.RowGroupCount}, rows {_groupStart + 1:N0} to {_groupEnd:N0}, cannot be read. {exception.Message}", exception);
        }
    }
}
