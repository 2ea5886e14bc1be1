using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Makes realistic XDM records, the same ones for the same seed.</summary>
/// <remarks>
/// A profile has one to four identities, person, addresses, consents, loyalty, tags, a map of product views, and on average eight events of
/// the last year, the more the closer to now. Some profiles in a hundred arrive as two or three records of different datasets that share an
/// identity. Profile i depends on the seed, i and the time only. Immutable and thread-safe.
/// </remarks>
/// <param name="seed">Any number.</param>
public sealed class SampleProfileGenerator(int seed)
{
    private const int FlushBytes = 256 * 1024;

    // What is written is known to be well formed.
    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets whether profiles have events; without them records have attributes only.</summary>
    public bool HasEvents { get; init; } = true;

    /// <summary>Writes the records of some profiles as NDJSON, one envelope per line.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="first">The first profile, from 0.</param>
    /// <param name="count">How many profiles.</param>
    /// <param name="now">No event or timestamp is later.</param>
    /// <returns>How many records were written.</returns>
    public long WriteRecords(Stream stream, long first, long count, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var buffer = new ArrayBufferWriter<byte>(FlushBytes + 64 * 1024);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        var writer = new SampleProfileWriter(json, buffer, now.ToUnixTimeMilliseconds(), HasEvents);
        long recordCount = 0;
        for (var index = first; index < first + count; index++)
        {
            recordCount += writer.Write(index, SeededRandom.ForItem(seed, index));
            if (buffer.WrittenCount < FlushBytes) continue;
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }

        stream.Write(buffer.WrittenSpan);
        return recordCount;
    }
}
