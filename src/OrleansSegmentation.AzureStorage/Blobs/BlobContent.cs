using Microsoft.Win32.SafeHandles;

namespace OrleansSegmentation.AzureStorage.Blobs;

/// <summary>The bytes of a blob to be written: in memory or in a file. Can be read again, for retries.</summary>
internal abstract class BlobContent
{
    /// <summary>Gets the length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Wraps bytes in memory.</summary>
    public static BlobContent Of(ReadOnlyMemory<byte> bytes) => new MemoryContent(bytes);

    /// <summary>Wraps a file that does not change.</summary>
    public static BlobContent OfFile(string path) => new FileContent(path);

    /// <summary>Opens all of it as a stream that can be rewound.</summary>
    public abstract ValueTask<Stream> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Fills <paramref name="destination"/> from an offset.</summary>
    public abstract ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken);

    private sealed class MemoryContent(ReadOnlyMemory<byte> bytes) : BlobContent
    {
        public override long Length => bytes.Length;

        public override ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(BinaryData.FromBytes(bytes).ToStream());

        public override ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            bytes.Slice((int)offset, destination.Length).CopyTo(destination);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class FileContent(string path) : BlobContent
    {
        public override long Length { get; } = new FileInfo(path).Length;

        public override ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, useAsync: true));

        public override async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            using SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.Asynchronous);
            while (destination.Length > 0)
            {
                var count = await RandomAccess.ReadAsync(handle, destination, offset, cancellationToken);
                if (count == 0) throw new EndOfStreamException($"The file {path} ends at byte {offset}.");
                destination = destination[count..];
                offset += count;
            }
        }
    }
}
