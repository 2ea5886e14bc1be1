using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Grains.Sandboxes.Upkeep;

/// <summary>What a sandbox answers when it cannot take an upload.</summary>
internal static class UploadFaults
{
    private const string Title = "The upload is not there any more.";

    /// <summary>Gets the answer: nothing was taken, and the payload must be uploaded again under a new name.</summary>
    public static ServiceFault Stale { get; } =
        ServiceFault.Busy("SEG-GEN010-503", 5, Title, "The sandbox moved, or the records came too late; nothing was taken. Send them again.");

    /// <summary>Tells whether a fault is that answer.</summary>
    public static bool IsStale(ServiceFault? fault) => fault is { Title: Title };
}
