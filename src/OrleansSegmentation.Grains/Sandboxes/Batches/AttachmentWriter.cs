using System.Globalization;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>Puts the parts of one entry beside it: small ones inline, others in staged files that only this entry will name.</summary>
/// <param name="files">The files of the sandbox.</param>
/// <param name="term">The writer's term; part of the names, so that what an old writer staged can be told apart.</param>
internal sealed class AttachmentWriter(IPartitionStore files, long term)
{
    /// <summary>The largest part that goes inline.</summary>
    public const int MaxInlineBytes = 64 << 10;

    // An entry is read whole by every replica, so many small parts together must stay small too.
    private const int MaxInlineBytesPerEntry = 2 * BatchGroup.MaxInlineBytes;

    private readonly List<string> _staged = [];
    private int _inlineBytes;

    /// <summary>Stores a part.</summary>
    public async Task<Attachment> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= MaxInlineBytes && _inlineBytes + bytes.Length <= MaxInlineBytesPerEntry)
        {
            _inlineBytes += bytes.Length;
            return new Attachment(null, bytes.ToArray());
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"staged/{term}/{Guid.NewGuid():N}");
        await files.CreateAsync(name, bytes, CancellationToken.None);
        _staged.Add(name);
        return new Attachment(name, null);
    }

    /// <summary>Deletes what was staged; only when no entry can name it.</summary>
    public async Task DiscardAsync()
    {
        foreach (var name in _staged) await files.DeleteAsync(name, CancellationToken.None);
    }
}
