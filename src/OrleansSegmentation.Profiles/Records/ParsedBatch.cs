namespace OrleansSegmentation.Profiles.Records;

/// <summary>The records of one request: the good ones as a payload, the others with their reasons.</summary>
public sealed class ParsedBatch
{
    /// <summary>How many rejections are listed unless more are asked for; all are counted.</summary>
    public const int MaxListedRejections = 100;

    internal ParsedBatch(BatchPayload payload, int received, int rejected, IReadOnlyList<RecordRejection> rejections)
    {
        Payload = payload;
        Received = received;
        Rejected = rejected;
        Rejections = rejections;
    }

    /// <summary>Gets the accepted records, in the order of the request.</summary>
    public BatchPayload Payload { get; }

    /// <summary>Gets how many records the request had, blank lines not counted.</summary>
    public int Received { get; }

    /// <summary>Gets how many were accepted.</summary>
    public int Accepted => Payload.RecordCount;

    /// <summary>Gets how many were refused.</summary>
    public int Rejected { get; }

    /// <summary>Gets the first refusals, in the order of the request.</summary>
    public IReadOnlyList<RecordRejection> Rejections { get; }
}

/// <summary>One refused record.</summary>
/// <param name="Line">One-based line, blank ones counted; in an array one-based index.</param>
/// <param name="Code">One of <see cref="RecordErrorCodes"/>.</param>
/// <param name="Message">The field, its value and what is accepted.</param>
public sealed record RecordRejection(int Line, string Code, string Message);

/// <summary>Why records are refused.</summary>
public static class RecordErrorCodes
{
    /// <summary>The record is no JSON object, or a field has the wrong form.</summary>
    public const string Shape = "SEG-ING001-400";

    /// <summary>The record has no usable identity or timestamp.</summary>
    public const string IdentityOrTimestamp = "SEG-ING003-400";

    /// <summary>The record is nested too deeply.</summary>
    public const string Nesting = "SEG-GEN001-400";
}
