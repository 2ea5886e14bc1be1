using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>Reads what a log item refers to.</summary>
internal static class AttachmentReader
{
    /// <summary>Returns the bytes of an attachment.</summary>
    /// <exception cref="StorageDamagedException">A committed entry names a file that is not there.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(IPartitionStore files, Attachment attachment, CancellationToken cancellationToken)
    {
        if (attachment.Name is not { } name) return attachment.Inline;
        return await files.ReadAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageDamagedException(name, "A file that a committed log entry names is missing.");
    }
}
