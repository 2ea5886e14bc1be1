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

    /// <summary>Reads the file, a new array per piece, as a client of bounded memory would.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> ReadPieces(string path, int maxBytes)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        for (long position = 0; position < length;)
        {
            var piece = GC.AllocateUninitializedArray<byte>((int)Math.Min(maxBytes, length - position));
            var read = 0;
            while (read < piece.Length) read += RandomAccess.Read(file, piece.AsSpan(read), position + read);
            var end = position + piece.Length == length ? piece.Length : piece.AsSpan().LastIndexOf((byte)'\n') + 1;
            if (end == 0) throw new InvalidOperationException($"The line at byte {position} is longer than {maxBytes} bytes.");
            yield return piece.AsMemory(0, end);
            position += end;
        }
    }
}
