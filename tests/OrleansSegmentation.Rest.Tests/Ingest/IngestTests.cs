using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Bodies;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Ingest;

[Collection(ClusterServer.Collection)]
public sealed class IngestTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/ingest/profiles";
    private const string Ndjson = "application/x-ndjson";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Ingest_Ndjson_AnswersTheReceiptAndJobsSeeTheRecords()
    {
        var receipt = await _user.IngestAsync(SandboxUser.TenProfiles);
        Assert.Equal(["batchId", "received", "accepted", "rejected", "errors"], JobShape.Names(receipt));
        Assert.Equal((10, 10, 0), Counts(receipt));
        Assert.Equal(10, await CountAsync());
        Assert.Equal((10, 10, 0), Counts(await _user.IngestAsync(SandboxUser.TenProfiles)));
        Assert.Equal(10, await CountAsync());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.example+json; charset=utf-8")]
    public async Task Ingest_JsonArray_CountsLinesFromOne(string contentType)
    {
        const string Records = """[{"identityMap":{"crmid":[{"id":"1"}]}},{"name":"nobody"},{"identityMap":{"crmid":[{"id":"2"}]}}]""";
        var response = await _user.Api.SendAsync(HttpMethod.Post, Path, ApiClient.Content(Records, contentType));
        var receipt = response.Expect(200).Json;
        Assert.Equal((3, 2, 1), Counts(receipt));
        var error = Assert.Single(receipt.GetProperty("errors").EnumerateArray());
        Assert.Equal(["line", "code", "message"], JobShape.Names(error));
        Assert.Equal((2, "SEG-ING003-400"), (error.GetProperty("line").GetInt32(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Ingest_NdjsonWithBadLines_KeepsTheGoodOnesAndNamesTheOthers()
    {
        const string Records = "{\"identityMap\":{\"crmid\":[{\"id\":\"1\"}]}}\n\n{broken\n[]\n{\"identityMap\":{\"crmid\":[{\"id\":\"2\"}]}}";
        var receipt = (await _user.Api.SendAsync(HttpMethod.Post, Path, ApiClient.Content(Records, Ndjson))).Expect(200).Json;
        Assert.Equal((4, 2, 2), Counts(receipt));
        Assert.Equal([3, 4], receipt.GetProperty("errors").EnumerateArray().Select(static error => error.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Ingest_InvalidUtf8AndDeepNesting_IsRefusedLineByLine()
    {
        var deep = "{\"identityMap\":{\"crmid\":[{\"id\":\"3\"}]},\"x\":" + new string('[', 100) + new string(']', 100) + "}\n";
        byte[] records =
        [
            .. Encoding.UTF8.GetBytes("{\"identityMap\":{\"crmid\":[{\"id\":\"1\"}]}}\n{\"identityMap\":{\"crmid\":[{\"id\":\""), 0xFF,
            .. Encoding.UTF8.GetBytes("\"}]}}\n" + deep),
        ];
        var receipt = (await _user.Api.SendAsync(HttpMethod.Post, Path, ApiClient.Content(records, Ndjson))).Expect(200).Json;
        Assert.Equal((3, 1, 2), Counts(receipt));
    }

    [Theory]
    [InlineData("[{]")]
    [InlineData("[{\"identityMap\":{\"crmid\":[{\"id\":\"1\"}]}}")]
    [InlineData("{\"identityMap\":{\"crmid\":[{\"id\":\"1\"}]}}")]
    public async Task Ingest_MalformedArray_KeepsNothing(string records)
    {
        (await _user.Api.PostAsync(Path, records)).ExpectError("SEG-ING001-400");
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("größe")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Ingest_IntoAnImpossibleDataset_IsRefused(string datasetId)
    {
        var response = await _user.Api.SendAsync(
            HttpMethod.Post, $"{Path}?datasetId={Uri.EscapeDataString(datasetId)}", ApiClient.Content("{}", Ndjson));
        Assert.Equal("datasetId", response.ExpectError("SEG-GEN004-400").Field);
    }

    [Fact]
    public async Task Ingest_InChunks_IsTheSame()
    {
        var response = await _user.Api.SendAsync(HttpMethod.Post, Path, new ChunkedContent(SandboxUser.TenProfiles, Ndjson));
        Assert.Equal((10, 10, 0), Counts(response.Expect(200).Json));
    }

    [Fact]
    public async Task Ingest_MoreThanAnOrdinaryBodyMayHold_IsAccepted()
    {
        var records = string.Join('\n', Enumerable.Range(0, 1500).Select(
            static i => $$"""{"identityMap":{"crmid":[{"id":"{{i}}"}]},"padding":"{{new string('x', 1000)}}"}"""));
        Assert.Equal((1500, 1500, 0), Counts(await _user.IngestAsync(records)));
    }

    [Fact]
    public async Task Ingest_OverTheLimit_IsTooLargeAndKeepsNothing()
    {
        await using var small = await ClusterServer.StartAsync(new() { ["Segmentation:Ingest:MaxBodyBytes"] = "2000" });
        using var user = small.NewUser();
        var records = string.Join('\n', Enumerable.Range(0, 100).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"{{{i}}}"}]}}"""));
        (await user.Api.SendAsync(HttpMethod.Post, Path, ApiClient.Content(records, Ndjson))).ExpectError("SEG-GEN007-413");
        (await user.Api.SendAsync(HttpMethod.Post, Path, new ChunkedContent(records, Ndjson))).ExpectError("SEG-GEN007-413");
        var job = await user.RunAsync(await user.DefineAsync("all", "a = 1"));
        Assert.Equal(0, job.GetProperty("metrics").GetProperty("totalProfiles").GetInt32());
    }

    [Fact]
    public async Task Ingest_BrokenConnection_KeepsNothing()
    {
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(server.Address.Host, server.Address.Port);
            var stream = socket.GetStream();
            var head = $"POST {ApiClient.BasePath}/ingest/profiles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer dev\r\nx-api-key: dev\r\n"
                + $"x-gw-ims-org-id: {_user.Organization}\r\nx-sandbox-name: prod\r\nContent-Type: {Ndjson}\r\nContent-Length: 100000\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + SandboxUser.TenProfiles));
            socket.Client.Shutdown(SocketShutdown.Send);
            await ReadToTheEndAsync(stream); // the server closes, after which nothing of this request can still be on its way
        }

        Assert.Equal(0, await CountAsync());
    }

    private static async Task ReadToTheEndAsync(NetworkStream stream)
    {
        var answer = new byte[1024];
        try
        {
            while (await stream.ReadAsync(answer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // closing by a reset is closing too
        }
    }

    private async Task<int> CountAsync()
    {
        var id = await _user.DefineAsync(Guid.NewGuid().ToString(), "a = 1");
        return (await _user.RunAsync(id)).GetProperty("metrics").GetProperty("totalProfiles").GetInt32();
    }

    private static (int Received, int Accepted, int Rejected) Counts(JsonElement receipt) =>
        (receipt.GetProperty("received").GetInt32(), receipt.GetProperty("accepted").GetInt32(), receipt.GetProperty("rejected").GetInt32());
}
