namespace OrleansSegmentation.Contracts.Faults;

/// <summary>
/// The sandbox cannot answer now: its log was taken over, the store does not answer, or it is closing. Nothing is known about the call:
/// it may have taken effect. Calling again is safe and usually works within seconds; the REST front answers 503 with a time to retry.
/// </summary>
/// <param name="sandboxId">The sandbox.</param>
/// <param name="reason">What happened.</param>
/// <remarks>Has no inner exception: the cause stays in the silo's log, and may be of a type that callers do not know.</remarks>
[GenerateSerializer, Alias("segmentation.sandbox-unavailable")]
public sealed class SandboxUnavailableException(Guid sandboxId, string reason)
    : Exception($"Sandbox {sandboxId} is not available: {reason}")
{
    /// <summary>Gets the sandbox.</summary>
    [Id(0)]
    public Guid SandboxId { get; } = sandboxId;
}
