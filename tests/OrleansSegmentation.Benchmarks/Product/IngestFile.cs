using System.Buffers;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary>NDJSON in a file, made before the clock runs, and its pieces that end with a line.</summary>
internal static class IngestFile
{
    private const int ProfilesPerWrite = 10_000;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(string path, int profiles, bool hasEvents)
    {
        var generator = new SampleProfileGenerator(0) { HasEvents = hasEvents };
        using var stream = File.Create(path);
        for (var first = 0; first < profiles; first += ProfilesPerWrite)
            generator.WriteRecords(stream, first, Math.Min(ProfilesPerWrite, profiles - first), Now);
    }

    /// <summary>Reads the file, into memory that the caller gives back to the shared pool.</summary>
    public static IEnumerable<ArraySegment<byte>> ReadPieces(string path, int maxBytes)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        for (long position = 0; position < length;)
        {
            var piece = ArrayPool<byte>.Shared.Rent(maxBytes);
            var count = (int)Math.Min(maxBytes, length - position);
            var read = 0;
            while (read < count) read += RandomAccess.Read(file, piece.AsSpan(read, count - read), position + read);
            var end = position + count == length ? count : piece.AsSpan(0, count).LastIndexOf((byte)'\n') + 1;
            if (end == 0) throw new InvalidOperationException($"The line at byte {position} is longer than {maxBytes} bytes.");
            yield return new ArraySegment<byte>(piece, 0, end);
            position += end;
        }
    }
}
