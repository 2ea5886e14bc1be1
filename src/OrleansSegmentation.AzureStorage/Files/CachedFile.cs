using Microsoft.Win32.SafeHandles;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Files;

/// <summary>A file of the store, read from its local copy. The copy may be evicted meanwhile; the open handle keeps its bytes.</summary>
internal sealed class CachedFile(string name, SafeFileHandle handle) : IStoredFile
{
    public string Name { get; } = name;

    public long Length { get; } = RandomAccess.GetLength(handle);

    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(handle, destination, offset);
            if (count == 0) throw new StorageDamagedException(Name, $"The file ends at byte {offset}, where {destination.Length} bytes more are expected.");
            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose() => handle.Dispose();
}
