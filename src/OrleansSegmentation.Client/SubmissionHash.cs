using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace OrleansSegmentation.Client;

/// <summary>
/// The hash of the body that would submit the same segments over HTTP, in its canonical form (no white space, keys sorted),
/// so that one idempotency key means one job however it is sent.
/// </summary>
internal static class SubmissionHash
{
    public static string Of(IReadOnlyList<string> segmentIds)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var id in segmentIds)
            {
                writer.WriteStartObject();
                writer.WriteString("segmentId"u8, id);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }
}
