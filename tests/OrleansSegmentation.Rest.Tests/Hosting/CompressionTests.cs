using System.IO.Compression;
using System.Text;

namespace OrleansSegmentation.Rest.Tests.Hosting;

public sealed class CompressionTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Response_IsCompressed_WhenTheCallerAsks(string encoding)
    {
        using var client = front.Server.Client();
        var response = await client.SendAsync(HttpMethod.Get, "~/nowhere", null, ("Accept-Encoding", encoding));
        Assert.Equal(encoding, response.Headers["Content-Encoding"]);
        using var stream = new MemoryStream(response.Body);
        using Stream plain = encoding == "gzip"
            ? new GZipStream(stream, CompressionMode.Decompress)
            : new BrotliStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        Assert.Contains("SEG-GEN005-404", await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.adobe.xed+json")]
    [InlineData("text/html")]
    public async Task Accept_OfAnyKind_IsIgnored(string accept)
    {
        using var client = front.Server.Client();
        var response = await client.SendAsync(HttpMethod.Get, "/healthz", null, ("Accept", accept));
        Assert.Equal((200, "application/json; charset=utf-8"), (response.Status, response.ContentType));
        Assert.False(response.Headers.ContainsKey("Content-Encoding"));
    }
}
