namespace OrleansSegmentation.Client;

/// <summary>What a caller can say about the creation of a job.</summary>
public sealed record SubmitOptions
{
    /// <summary>Gets the key under which repeating the call within 24 hours gives the first job again: 1 to 128 printable ASCII characters, or null.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Gets the text stored as the job's <c>requestId</c>; null makes a new one.</summary>
    public string? RequestId { get; init; }
}
