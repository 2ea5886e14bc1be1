using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OrleansSegmentation.Rest.Tests.Bodies;

/// <summary>A body whose length is not announced.</summary>
internal sealed class ChunkedContent : HttpContent
{
    private readonly byte[] _bytes;

    public ChunkedContent(string text, string contentType = "application/json")
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var start = 0; start < _bytes.Length; start += 1000)
        {
            await stream.WriteAsync(_bytes.AsMemory(start, Math.Min(1000, _bytes.Length - start)));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
