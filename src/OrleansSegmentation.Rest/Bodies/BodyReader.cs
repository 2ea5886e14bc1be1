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
        var buffer = new byte[Math.Min(announced, maxBytes) + 1];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted);
            length += read;
            if (length > maxBytes)
            {
                throw WireFaults.BodyTooLarge(maxBytes);
            }

            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
            }
        }
    }
}
