using Microsoft.Win32.SafeHandles;

namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>A file of the local store, open for reading.</summary>
internal sealed class LocalStoredFile(string name, string path, SafeFileHandle handle) : IStoredFile
{
    public string Name { get; } = name;

    public long Length { get; } = RandomAccess.GetLength(handle);

    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(handle, destination, offset);
            if (count == 0) throw new StorageDamagedException(path, $"The file ends at byte {offset}, where {destination.Length} bytes more are expected.");
            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose() => handle.Dispose();
}
