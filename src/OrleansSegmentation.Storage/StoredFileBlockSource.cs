using OrleansSegmentation.Columnar.Format;

namespace OrleansSegmentation.Storage;

/// <summary>Lets the column file reader read a stored file. The file stays the caller's to dispose.</summary>
public sealed class StoredFileBlockSource(IStoredFile file) : IBlockSource
{
    /// <inheritdoc />
    public string Name => file.Name;

    /// <inheritdoc />
    public long Length => file.Length;

    /// <inheritdoc />
    public void Read(long offset, Span<byte> destination) => file.Read(offset, destination);
}
