using System.IO.Compression;

namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>The bytes of a file, unpacked if it is gzip, from any position on.</summary>
/// <param name="stored">The file as it is stored; closed with this.</param>
/// <param name="isCompressed">Whether that is gzip.</param>
internal sealed class InputStream(Stream stored, bool isCompressed) : IDisposable
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Gets the stream to read.</summary>
    public Stream Bytes { get; } = isCompressed ? new GZipStream(stored, CompressionMode.Decompress) : stored;

    /// <summary>Gets how much of the file is read, from 0 to 1.</summary>
    public double Share => stored.Length == 0 ? 1 : (double)stored.Position / stored.Length;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">How many bytes, unpacked, are left out.</param>
    /// <exception cref="SourceFailedException">It is shorter than that, or damaged.</exception>
    public static InputStream Open(string path, long offset)
    {
        var file = new FileStream(path, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.SequentialScan });
        var input = new InputStream(file, SourceFormats.IsCompressed(path));
        try
        {
            if (input.Bytes == file) file.Position = offset;
            else input.Skip(offset); // gzip has no way to begin in the middle; unpacking again is far faster than sending again
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Reads what comes next.</summary>
    /// <exception cref="SourceFailedException">The compressed data is damaged.</exception>
    public int Read(Span<byte> buffer)
    {
        try
        {
            return Bytes.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            throw new SourceFailedException($"The compressed data is damaged near byte {stored.Position:N0}. {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        Bytes.Dispose();
        stored.Dispose();
    }

    private void Skip(long count)
    {
        var buffer = new byte[BufferBytes];
        while (count > 0)
        {
            var read = Read(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)));
            if (read == 0) throw new SourceFailedException("The file is shorter than what was imported of it.");
            count -= read;
        }
    }
}
