using Microsoft.Win32.SafeHandles;

namespace OrleansSegmentation.Storage;

/// <summary>A stored file that is, or has a copy, on a local disk. Deleting the disk's name for it leaves what is open readable.</summary>
/// <param name="name">The name inside the sandbox.</param>
/// <param name="place">What an error names: whatever is to be repaired when it is damaged.</param>
/// <param name="handle">Open for reading; goes with the object.</param>
public sealed class OpenedFile(string name, string place, SafeFileHandle handle) : IStoredFile
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <inheritdoc />
    public long Length { get; } = RandomAccess.GetLength(handle);

    /// <inheritdoc />
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(handle, destination, offset);
            if (count == 0) throw new StorageDamagedException(place, $"The file ends at byte {offset}, where {destination.Length} bytes more are expected.");
            destination = destination[count..];
            offset += count;
        }
    }

    /// <inheritdoc />
    public void Dispose() => handle.Dispose();
}
