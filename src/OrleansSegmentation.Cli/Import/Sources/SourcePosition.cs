namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>How much of a file is behind one: where reading goes on after an interruption.</summary>
/// <param name="Offset">Bytes of the uncompressed file; 0 for files that are read by rows.</param>
/// <param name="Lines">Line ends; 0 for Parquet, which has no lines.</param>
/// <param name="Records">Rows or array elements; 0 for NDJSON, whose records are lines.</param>
internal readonly record struct SourcePosition(long Offset, long Lines, long Records);

/// <summary>Where a record stands in its file; one-based, null where the format has no such number.</summary>
/// <param name="Line">The line on which it starts.</param>
/// <param name="Row">The row without the header, or the element of an array.</param>
internal readonly record struct RecordPlace(long? Line, long? Row)
{
    public override string ToString() => (Line, Row) switch
    {
        ({ } line, { } row) => $"line {line} (record {row})",
        ({ } line, null) => $"line {line}",
        (_, { } row) => $"row {row}",
        _ => "the file",
    };
}
