using OrleansSegmentation.Cli.Pql;

namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>How the records of a file are written.</summary>
internal enum SourceFormat
{
    Ndjson,
    Json,
    Csv,
    Parquet,
}

/// <summary>Finds the format of a file.</summary>
internal static class SourceFormats
{
    /// <summary>What <c>--format</c> takes.</summary>
    public static readonly string[] Names = ["ndjson", "json", "csv", "parquet"];

    private const string Compressed = ".gz";

    private static readonly Dictionary<string, SourceFormat> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".ndjson"] = SourceFormat.Ndjson,
        [".jsonl"] = SourceFormat.Ndjson,
        [".json"] = SourceFormat.Json,
        [".csv"] = SourceFormat.Csv,
        [".tsv"] = SourceFormat.Csv,
        [".parquet"] = SourceFormat.Parquet,
    };

    /// <summary>Tells whether the file is gzip by its name.</summary>
    public static bool IsCompressed(string path) => path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the format that was asked for, else the one of the extension.</summary>
    /// <exception cref="UsageException">Neither says it, or the file is Parquet in gzip, which cannot be read from several places.</exception>
    public static SourceFormat Find(string path, string? asked)
    {
        var name = IsCompressed(path) ? path[..^Compressed.Length] : path;
        SourceFormat format;
        if (asked is not null) format = Enum.Parse<SourceFormat>(asked, ignoreCase: true);
        else if (!ByExtension.TryGetValue(Path.GetExtension(name), out format))
            throw new UsageException($"{path}: the extension does not say how the records are written. Accepted: --format {string.Join(" | ", Names)}, or a file named {string.Join(", ", ByExtension.Keys)}, the text formats also with .gz after it.");
        if (format == SourceFormat.Parquet && IsCompressed(path)) throw new UsageException($"{path}: Parquet is compressed inside and is read from several places; unpack the file first.");
        return format;
    }
}
