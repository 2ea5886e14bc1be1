using System.Text;
using System.Text.Json;
using OrleansSegmentation.Cli.Import.Sources;
using OrleansSegmentation.Cli.Pql;
using Sylvan.Data.Csv;

namespace OrleansSegmentation.Cli.Import.Rows;

/// <summary>Reads CSV as https://www.rfc-editor.org/rfc/rfc4180 has it, with a header, in UTF-8 or another encoding that its byte order mark tells.</summary>
internal sealed class CsvRowReader : IRowReader
{
    private const int BufferCharacters = 1 << 16;
    private const int MaxRowCharacters = 1 << 23;

    private readonly InputStream _input;
    private readonly CsvDataReader _csv;
    private readonly IReadOnlyList<string> _nulls;

    private CsvRowReader(InputStream input, CsvDataReader csv, IReadOnlyList<string> nulls)
    {
        _input = input;
        _csv = csv;
        _nulls = nulls;
    }

    public IReadOnlyList<string> Columns { get; private set; } = [];

    public RecordPlace Place { get; private set; }

    public string? Problem { get; private set; }

    public SourcePosition Position { get; private set; }

    public double Share => _input.Share;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="delimiter">What separates columns; null: found out from the header.</param>
    /// <param name="nulls">The texts that mean "no value", beside the empty one.</param>
    /// <exception cref="UsageException">It has no header, or one that does not name columns.</exception>
    public static CsvRowReader Open(string path, char? delimiter, IReadOnlyList<string> nulls)
    {
        var input = InputStream.Open(path, 0);
        try
        {
            var text = new StreamReader(input.Bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            var csv = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                HasHeaders = false, // it is read as a row, so that its lines are counted
                Delimiter = delimiter ?? (path.Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : null),
                BufferSize = BufferCharacters,
                MaxBufferSize = MaxRowCharacters,
            });
            var reader = new CsvRowReader(input, csv, nulls);
            reader.ReadHeader(path);
            return reader;
        }
        catch (Exception exception) when (exception is CsvFormatException or DecoderFallbackException or CsvMissingHeadersException)
        {
            input.Dispose();
            throw new UsageException($"{path}: the header cannot be read. {exception.Message}");
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    public async ValueTask SkipToAsync(SourcePosition start, CancellationToken cancellationToken)
    {
        while (Position.Records < start.Records)
        {
            if (!await ReadAsync(cancellationToken)) throw new SourceFailedException("The file is shorter than what was imported of it.");
        }
    }

    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_csv.Read())
            {
                var raw = _csv.GetRawRecordSpan();
                var line = Position.Lines + 1;
                Position = Position with { Lines = Position.Lines + raw.Count('\n') };
                if (raw.Trim("\r\n").IsEmpty) continue;

                Position = Position with { Records = Position.Records + 1 };
                Place = new RecordPlace(line, Position.Records);
                Problem = _csv.RowFieldCount == Columns.Count ? null : $"row: {_csv.RowFieldCount} fields are not accepted. Accepted: {Columns.Count}, as in the header.";
                return new(true);
            }

            return new(false);
        }
        catch (DecoderFallbackException exception)
        {
            throw new SourceFailedException($"After line {Position.Lines:N0} the file is not UTF-8. {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is CsvFormatException or InvalidDataException)
        {
            throw new SourceFailedException($"The row that starts on line {Position.Lines + 1:N0} (row {Position.Records + 1:N0}) cannot be read. {exception.Message}", exception);
        }
    }

    public bool IsMissing(int column)
    {
        var text = _csv.GetFieldSpan(column);
        if (text.IsEmpty) return true;
        foreach (var word in _nulls)
        {
            if (text.SequenceEqual(word)) return true;
        }

        return false;
    }

    public ReadOnlySpan<char> Text(int column) => _csv.GetFieldSpan(column);

    public void Write(int column, Utf8JsonWriter writer) => writer.WriteStringValue(_csv.GetFieldSpan(column));

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        _input.Dispose();
    }

    private void ReadHeader(string path)
    {
        if (!_csv.Read()) throw new UsageException($"{path}: it is empty. Accepted: a header with the names of the columns, then rows.");
        Position = new SourcePosition(0, _csv.GetRawRecordSpan().Count('\n'), 0);
        var names = new List<string>();
        for (var column = 0; column < _csv.RowFieldCount; column++)
        {
            var name = _csv.GetFieldSpan(column).Trim().ToString();
            if (name.Length == 0) throw new UsageException($"{path}: column {column + 1} of the header has no name.");
            if (names.Contains(name, StringComparer.Ordinal)) throw new UsageException($"{path}: the header names column \"{name}\" twice.");
            names.Add(name);
        }

        Columns = names;
    }
}
