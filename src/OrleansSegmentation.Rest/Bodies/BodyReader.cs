using System.Buffers;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>Reads a body whole, up to a limit.</summary>
internal static class BodyReader
{
    private const int FirstBufferBytes = 16 * 1024;
    private const int LargestTrustedBytes = 1024 * 1024; // what a caller only announces is not allocated before it arrives

    /// <summary>Reads the body; empty when there is none.</summary>
    /// <exception cref="Client.SegmentationException"><c>SEG-GEN007-413</c>: longer than <paramref name="maxBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http, int maxBytes)
    {
        var (buffer, length) = await ReadAsync(http, maxBytes, static size => new byte[size], static _ => { });
        return buffer.AsMemory(0, length);
    }

    /// <summary>Reads a body that may be large into memory that is used again.</summary>
    /// <exception cref="Client.SegmentationException"><c>SEG-GEN007-413</c>: longer than <paramref name="maxBytes"/>.</exception>
    public static async Task<RentedBody> RentAsync(HttpContext http, int maxBytes)
    {
        var (buffer, length) = await ReadAsync(http, maxBytes, ArrayPool<byte>.Shared.Rent, static buffer => ArrayPool<byte>.Shared.Return(buffer));
        return new RentedBody(buffer, length);
    }

    private static async Task<(byte[]? Buffer, int Length)> ReadAsync(HttpContext http, int maxBytes, Func<int, byte[]> allocate, Action<byte[]> free)
    {
        var request = http.Request;
        if (request.ContentLength > maxBytes)
        {
            throw WireFaults.BodyTooLarge(maxBytes);
        }

        if (!ContentTypeRule.HasBody(request))
        {
            return default;
        }

        // One byte more than announced or allowed, so that the end of the body is seen without growing once more.
        var announced = Math.Min(request.ContentLength ?? FirstBufferBytes, LargestTrustedBytes);
        var buffer = allocate((int)Math.Min(announced, maxBytes) + 1);
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length, Math.Min(buffer.Length, maxBytes + 1) - length), http.RequestAborted);
            length += read;
            if (length > maxBytes)
            {
                throw WireFaults.BodyTooLarge(maxBytes);
            }

            if (read == 0)
            {
                return (buffer, length);
            }

            if (length == buffer.Length)
            {
                var larger = allocate((int)Math.Min(Grow(length, request.ContentLength), maxBytes + 1L));
                buffer.AsSpan(0, length).CopyTo(larger);
                free(buffer);
                buffer = larger;
            }
        }
    }

    // Whoever has sent a quarter of what was announced is believed the rest.
    private static long Grow(int length, long? announced) => announced is { } all && all < 4L * length ? Math.Max(all + 1, length + 1L) : length * 2L;
}
