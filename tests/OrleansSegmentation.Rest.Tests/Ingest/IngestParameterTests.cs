using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Ingest;

/// <summary>What a request says about all of its records.</summary>
[Collection(ClusterServer.Collection)]
public sealed class IngestParameterTests(ClusterServer server) : IDisposable
{
    private const string Ndjson = "application/x-ndjson";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Ingest_TimeForRecordsWithoutOne_DecidesWhichIsNewerWhateverArrivesLast()
    {
        await IngestAsync("?timestamp=2026-03-18T12:00:00.002Z", Record("\"version\":2"));
        await IngestAsync("?timestamp=2026-03-18T13:00:00.001%2B01:00", Record("\"version\":1")); // older, sent later
        await IngestAsync("?timestamp=2026-03-18T12:00:00Z", $$"""{"timestamp":"2025-01-01T00:00:00Z","entity":{{Record("\"version\":3")}}}"""); // has its own

        var segment = await _user.DefineAsync("the newest", "version = 2");
        Assert.Equal(1, (await _user.RunAsync(segment)).GetProperty("metrics").GetProperty("segmentedProfileCounter").GetProperty(segment).GetInt32());
    }

    [Theory]
    [InlineData("timestamp", "yesterday")]
    [InlineData("timestamp", "2026-03-18T12:00:00")]
    [InlineData("timestamp", "2026-03-18")]
    [InlineData("maxErrors", "0")]
    [InlineData("maxErrors", "many")]
    public async Task Ingest_WrongParameter_IsRefusedByName(string name, string value)
    {
        var error = (await SendAsync($"?{name}={value}", Record("\"version\":1"))).ExpectError("SEG-GEN004-400");

        Assert.Equal(name, error.Field);
        Assert.Contains($"'{value}' is not valid for '{name}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("?maxErrors=150", 150)]
    [InlineData("?maxErrors=10", 100)]
    [InlineData("?maxErrors=5000", 200)]
    public async Task Ingest_ManyBadRecords_ListsAsManyAsAskedFor(string query, int listed)
    {
        var receipt = await IngestAsync(query, string.Join('\n', Enumerable.Repeat("{}", 200).Append(Record("\"version\":1"))));

        Assert.Equal((200, listed), (receipt.GetProperty("rejected").GetInt32(), receipt.GetProperty("errors").GetArrayLength()));
    }

    private static string Record(string attributes) => $$"""{"identityMap":{"crmid":[{"id":"1"}]},{{attributes}}}""";

    private async Task<JsonElement> IngestAsync(string query, string records) => (await SendAsync(query, records)).Expect(200).Json;

    private Task<ApiResponse> SendAsync(string query, string records) =>
        _user.Api.SendAsync(HttpMethod.Post, $"~/ingest/profiles{query}", ApiClient.Content(records, Ndjson));
}
