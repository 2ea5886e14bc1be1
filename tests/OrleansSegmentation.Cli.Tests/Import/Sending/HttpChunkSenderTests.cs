using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OrleansSegmentation.Cli.Import;
using OrleansSegmentation.Cli.Import.Reporting;
using OrleansSegmentation.Cli.Import.Sending;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Tests.Import.Sending;

public sealed class HttpChunkSenderTests
{
    private const string Receipt = """{"batchId":"47b20ccd-f198-4493-9747-9735e057219c","received":2,"accepted":1,"rejected":1,"errors":[{"line":2,"code":"SEG-ING003-400","message":"m"}]}""";
    private static readonly DateTimeOffset Start = new(2026, 3, 18, 12, 0, 0, TimeSpan.Zero);

    private readonly ImpatientClock _clock = new();
    private readonly List<string> _bodies = [];
    private readonly List<Uri> _addresses = [];

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Send_ServerNamesATime_WaitsForItAndSendsTheSameBytes(HttpStatusCode status)
    {
        var answer = await SendAsync(
            () => Answer(status, "{}", new RetryConditionHeaderValue(TimeSpan.FromSeconds(7))),
            () => Answer(status, "{}", new RetryConditionHeaderValue(TimeSpan.FromSeconds(2))),
            () => Answer(HttpStatusCode.OK, Receipt));

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(2)], _clock.Delays);
        Assert.Equal(["{\"a\":1}\n{\"a\":2}\n"], _bodies.Distinct());
        Assert.Equal(3, _bodies.Count);
        Assert.Equal((2, 1, 1, 2), (answer.Received, answer.Accepted, answer.Rejected, Assert.Single(answer.Errors).Line));
    }

    [Fact]
    public async Task Send_ConnectionFails_WaitsLongerEachTime()
    {
        await SendAsync(
            static () => throw new HttpRequestException("refused"), static () => throw new IOException("reset"), () => Answer(HttpStatusCode.BadGateway, ""),
            () => Answer(HttpStatusCode.OK, Receipt));

        Assert.Collection(
            _clock.Delays,
            static delay => Assert.InRange(delay.TotalSeconds, 0.125, 0.25),
            static delay => Assert.InRange(delay.TotalSeconds, 0.25, 0.5),
            static delay => Assert.InRange(delay.TotalSeconds, 0.5, 1));
    }

    [Fact]
    public async Task Send_ServerStaysAway_GivesUpAfterTheTimeAllowed()
    {
        var exception = await Assert.ThrowsAsync<ServerUnreachableException>(() => SendAsync(
            Enumerable.Repeat<Func<HttpResponseMessage>>(() => Answer(HttpStatusCode.ServiceUnavailable, """{"title":"Starting."}"""), 100).ToArray()));

        Assert.StartsWith("http://server.example answered 503: Starting. Tried ", exception.Message, StringComparison.Ordinal);
        Assert.InRange(_clock.Delays.Sum(static delay => delay.TotalSeconds), 40, 60);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, """{"title":"The body is not valid.","detail":"At byte 3."}""", "400: The body is not valid. At byte 3.")]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "", "--request-bytes")]
    [InlineData(HttpStatusCode.Unauthorized, """{"error_code":"401013","message":"Oauth token is not valid"}""", "--token")]
    public async Task Send_ServerRefuses_SaysWhyAtOnce(HttpStatusCode status, string body, string expected)
    {
        var exception = await Assert.ThrowsAsync<ServerRefusedException>(() => SendAsync(() => Answer(status, body)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Empty(_clock.Delays);
    }

    [Fact]
    public async Task Send_SomethingElseAnswers_SaysThatItIsNoSuchServer()
    {
        var exception = await Assert.ThrowsAsync<ServerRefusedException>(() => SendAsync(() => Answer(HttpStatusCode.OK, "<html>Welcome</html>")));

        Assert.Contains("is not such a server", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AnyChunk_GetsATimeThatFollowsFromItsNumberOnly()
    {
        await SendAsync(static () => throw new HttpRequestException("refused"), () => Answer(HttpStatusCode.OK, Receipt));

        Assert.Equal(
            ["http://server.example/front/data/core/ups/ingest/profiles?maxErrors=50000&datasetId=crm&timestamp=2026-03-18T12:00:00.041Z"],
            _addresses.Select(static address => address.ToString()).Distinct());
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, RetryConditionHeaderValue? retryAfter = null)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        response.Headers.RetryAfter = retryAfter;
        return response;
    }

    private async Task<IngestAnswer> SendAsync(params Func<HttpResponseMessage>[] answers)
    {
        var chunk = new Chunk(100);
        chunk.Begin(41, default);
        chunk.Append("{\"a\":1}\n{\"a\":2}\n"u8);
        using var sender = new HttpChunkSender(
            new HttpClient(new Script(this, answers)), new ImportDestination(new Uri("http://server.example/front/"), "crm", "o@LocalOrg", "prod", "t", "k"), Start,
            TimeSpan.FromMinutes(1), new ImportMeter(), _clock);
        return await sender.SendAsync(chunk, CancellationToken.None);
    }

    private sealed class Script(HttpChunkSenderTests test, Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        private int _next;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            test._addresses.Add(request.RequestUri!);
            Assert.Equal("application/x-ndjson", request.Content.Headers.ContentType!.ToString());
            Assert.Equal("Bearer t", request.Headers.Authorization!.ToString());
            return answers[_next++]();
        }
    }
}
