namespace OrleansSegmentation.Rest.Collection;

/// <summary>The answer to one message.</summary>
internal sealed record CollectedModel(string InletId, string XactionId, long ReceivedTimeMs, SyncValidationModel? SyncValidation);

/// <summary>Says that the message was validated before it was answered.</summary>
internal sealed record SyncValidationModel(string Status)
{
    /// <summary>Gets the only value: a message that fails is answered with an error.</summary>
    public static SyncValidationModel Pass { get; } = new("pass");
}

/// <summary>The answer to a batch of messages: one response per message, in the order of the request.</summary>
internal sealed record CollectedBatchModel(
    string InletId, string BatchId, long ReceivedTimeMs, IReadOnlyList<CollectedMessageModel> Responses);

/// <summary>What became of one message of a batch: an id, or a status and a reason.</summary>
internal sealed record CollectedMessageModel(string? XactionId, int? StatusCode, string? Message);
