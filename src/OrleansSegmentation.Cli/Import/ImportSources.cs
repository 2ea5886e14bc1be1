using System.Globalization;
using System.IO.Hashing;
using System.Text;
using OrleansSegmentation.Cli.Import.Mapping;
using OrleansSegmentation.Cli.Import.Rows;
using OrleansSegmentation.Cli.Import.Sources;
using OrleansSegmentation.Cli.Pql;
using OrleansSegmentation.Cli.Pql.Input;

namespace OrleansSegmentation.Cli.Import;

/// <summary>Opens files of every format.</summary>
internal static class ImportSources
{
    /// <summary>Reads the mapping as far as it can be checked without the data.</summary>
    /// <returns>The mapping and a hash of its text; nulls without a mapping file.</returns>
    /// <exception cref="UsageException">It is wrong, or the format takes none.</exception>
    public static (RowMapping? Mapping, string? Hash) ReadMapping(SourceFormat format, string? mapFile)
    {
        if (mapFile is null) return default;
        if (format is SourceFormat.Ndjson or SourceFormat.Json) throw new UsageException("--map is for CSV and Parquet: JSON records go to the server as they are.");
        var text = ReadMap(mapFile);
        return (MappingReader.Read(mapFile, text, columns: null), XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text)).ToString("x32", CultureInfo.InvariantCulture));
    }

    /// <summary>Opens a file where an import stands.</summary>
    /// <exception cref="UsageException">It cannot be read with these options; the message says what to do.</exception>
    public static async Task<IRecordSource> OpenAsync(ImportOptions options, RowMapping? mapping, SourcePosition start, CancellationToken cancellationToken)
    {
        switch (options.Format)
        {
            case SourceFormat.Csv:
                return await OpenRowsAsync(options, CsvRowReader.Open(options.File, mapping?.Delimiter, mapping?.Nulls ?? []), start, cancellationToken);
            case SourceFormat.Parquet:
                return await OpenRowsAsync(options, await ParquetRowReader.OpenAsync(options.File, cancellationToken), start, cancellationToken);
            default:
                var input = InputStream.Open(options.File, start.Offset);
                return options.Format == SourceFormat.Json && (start.Records > 0 || IsArray(options.File)) ? new JsonArraySource(input, start) : new NdjsonSource(input);
        }
    }

    private static async Task<IRecordSource> OpenRowsAsync(ImportOptions options, IRowReader rows, SourcePosition start, CancellationToken cancellationToken)
    {
        try
        {
            var records = await ChooseWriterAsync(options, rows, cancellationToken);
            await rows.SkipToAsync(start, cancellationToken);
            return new RowSource(rows, records);
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    private static async Task<IRecordWriter> ChooseWriterAsync(ImportOptions options, IRowReader rows, CancellationToken cancellationToken)
    {
        if (options.MapFile is { } mapFile)
        {
            var mapping = MappingReader.Read(mapFile, ReadMap(mapFile), rows.Columns);
            if (rows is ParquetRowReader parquet) parquet.Use(mapping.UsedColumns);
            return new RecordTemplate(mapping, rows.Columns);
        }

        if (options.Format == SourceFormat.Parquet && WholeRowWriter.Fits(rows.Columns)) return new WholeRowWriter();
        throw new UsageException($"""
            {options.File}: its columns ({string.Join(", ", rows.Columns)}) are not XDM attributes by themselves; --map FILE says what they are.
            A mapping to begin with (import FILE --print-map writes it):

            {await MappingSkeleton.CreateAsync(rows, cancellationToken)}
            """);
    }

    private static string ReadMap(string mapFile) => InputFile.ReadText(mapFile, "the mapping", TextReader.Null);

    private static bool IsArray(string path)
    {
        using var input = InputStream.Open(path, 0);
        Span<byte> one = stackalloc byte[1];
        while (input.Read(one) == 1)
        {
            if (one[0] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF)) return one[0] == '[';
        }

        return false;
    }
}
