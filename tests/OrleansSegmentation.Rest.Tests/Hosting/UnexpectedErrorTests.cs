using System.Net.Sockets;
using System.Text;

namespace OrleansSegmentation.Rest.Tests.Hosting;

public sealed class UnexpectedErrorTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    [Fact]
    public async Task Call_ThatFailsUnexpectedly_AnswersWithoutAStackTrace()
    {
        // This front has no cluster to talk to, which no code expects.
        using var client = front.Server.Client();
        var response = (await client.GetAsync("~/segment/jobs")).ExpectError("SEG-GEN009-500");
        Assert.Equal(500, response.Status);
        Assert.DoesNotContain("   at ", response.Text);
        Assert.DoesNotContain("Exception", response.Text);
        Assert.Contains(response.Headers["x-request-id"], response.Message);
        (await client.GetAsync("/healthz")).Expect(200);
    }

    [Fact]
    public async Task Body_InBrokenChunks_IsRefusedInTheServiceForm()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(front.Server.Address.Host, front.Server.Address.Port);
        var request = $"POST {ApiClient.BasePath}/segment/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer dev\r\nx-api-key: dev\r\n"
            + "x-gw-ims-org-id: o\r\nx-sandbox-name: prod\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n";
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Contains("SEG-GEN001-400", answer);
    }
}
