using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Collection;

[Collection(ClusterServer.Collection)]
public sealed class CollectionTests(ClusterServer server) : IDisposable
{
    private const string Single = "/collection/inlet_1";
    private const string Batch = "/collection/batch/inlet_1";
    private const string Us = """{"identityMap":{"crmid":[{"id":"1"}]},"workAddress":{"country":"US"}}""";

    private const string NoBody = """{"header":{"datasetId":"crm"}}""";
    private const string NoIdentity = """{"no":"identity"}""";
    private const string OtherOrganization = ",\"imsOrgId\":\"other@AdobeOrg\"";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Message_Accepted_IsInTheNextJob()
    {
        var answer = (await _user.Api.PostAsync(Single, Message(Us))).Expect(200).Json;
        Assert.Equal(["inletId", "xactionId", "receivedTimeMs"], JobShape.Names(answer));
        Assert.Equal("inlet_1", answer.GetProperty("inletId").GetString());
        AssertId(answer, "xactionId");
        Assert.Equal(1, await CountAsync(SandboxUser.InTheUs));
    }

    [Fact]
    public async Task Message_WithSyncValidation_SaysThatItPassed()
    {
        var answer = (await _user.Api.PostAsync($"{Single}?syncValidation=True", Message(Us))).Expect(200).Json;
        Assert.Equal("""{"status":"pass"}""", answer.GetProperty("syncValidation").GetRawText());
        Assert.False((await _user.Api.PostAsync($"{Single}?syncValidation=false", Message(Us))).Expect(200).Json.TryGetProperty("syncValidation", out _));
    }

    [Fact]
    public async Task Message_OfTheSameDatasetAndIdentity_ReplacesTheEarlierOne()
    {
        (await _user.Api.PostAsync(Single, Message(Us))).Expect(200);
        (await _user.Api.PostAsync(Single, Message(Us.Replace("US", "FR")))).Expect(200);
        Assert.Equal(0, await CountAsync(SandboxUser.InTheUs));
    }

    [Theory]
    [InlineData("""{"workAddress":{}}""", "SEG-ING003-400")]
    [InlineData("""{"identityMap":{"crmid":[{"id":"1"}]},"a":1e999}""", "SEG-ING001-400")]
    [InlineData("""{"identityMap":{"crmid":[{"id":"1"}]},"_lastModified":"yesterday"}""", "SEG-ING003-400")]
    [InlineData("""{"identityMap":{"crmid":[{"id":"1"}]},"xEvent":[{"_id":"1"}]}""", "SEG-ING003-400")]
    public async Task Message_WithAWrongEntity_IsRefusedEvenWithoutSyncValidation(string entity, string code)
    {
        (await _user.Api.PostAsync(Single, Message(entity))).ExpectError(code);
        (await _user.Api.PostAsync($"{Single}?syncValidation=true", Message(entity))).ExpectError(code);
        Assert.Equal(0, await CountAsync("true"));
    }

    [Fact]
    public async Task Message_ForAnImpossibleDatasetOrNestedTooDeeply_IsRefused()
    {
        (await _user.Api.PostAsync(Single, Message(Us, datasetId: "a b"))).ExpectError("SEG-ING001-400");
        (await _user.Api.PostAsync(Single, Message(Us, datasetId: ""))).ExpectError("SEG-ING001-400");
        var deepest = "{\"identityMap\":{\"crmid\":[{\"id\":\"3\"}]},\"x\":" + new string('[', 63) + new string(']', 63) + "}";
        (await _user.Api.PostAsync(Single, Message(deepest))).Expect(200);
        (await _user.Api.PostAsync(Single, Message(deepest.Replace("[]", "[[]]")))).ExpectError("SEG-GEN001-400");
    }

    [Fact]
    public async Task Message_MarkedAsEvent_IsAnEventAndNeedsItsIdAndTime()
    {
        const string Marked = ""","schemaRef":{"id":"https://ns.example/schemas/XDM.ExperienceEvent.v1"}""";
        const string View = """{"_id":"e1","timestamp":"2026-01-01T09:00:00Z","identityMap":{"crmid":[{"id":"1"}]},"eventType":"view"}""";
        (await _user.Api.PostAsync(Single, Message(View, header: Marked))).Expect(200);
        (await _user.Api.PostAsync(Single, Message(View.Replace("e1", "e2")))).Expect(200); // not marked, but both fields are there
        Assert.Equal(1, await CountAsync("xEvent[eventType = \"view\"].count() = 2"));

        (await _user.Api.PostAsync(Single, Message(View.Replace("\"_id\":\"e1\",", ""), header: Marked))).ExpectError("SEG-ING001-400");
        (await _user.Api.PostAsync(Single, Message(Us, header: Marked))).ExpectError("SEG-ING001-400");
    }

    [Fact]
    public async Task Batch_WithGoodAndBadMessages_AnswersEachInOrderAndKeepsTheGoodOnes()
    {
        var body = $$"""
            {"messages":[
              {{Message(Us)}},
              {{Message(NoIdentity)}},
              3,
              {{Message(Us.Replace("\"1\"", "\"2\""))}},
              {{NoBody}},
              {{Message(Us, header: OtherOrganization)}},
              {{Message(Us.Replace("\"1\"", "\"3\""))}} ]}
            """;
        var answer = (await _user.Api.PostAsync(Batch, body)).Expect(207).Json;
        Assert.Equal(["inletId", "batchId", "receivedTimeMs", "responses"], JobShape.Names(answer));
        AssertId(answer, "batchId");
        var responses = answer.GetProperty("responses").EnumerateArray().ToList();
        Assert.Equal(
            [null, 400, 400, null, 400, 400, null],
            responses.Select(static response => response.TryGetProperty("statusCode", out var status) ? status.GetInt32() : (int?)null));
        Assert.Contains("identityMap", responses[1].GetProperty("message").GetString());
        Assert.Contains("messages[4].body", responses[4].GetProperty("message").GetString());
        Assert.Contains("messages[5].header.imsOrgId", responses[5].GetProperty("message").GetString());
        foreach (var accepted in new[] { responses[0], responses[3], responses[6] })
        {
            Assert.Equal(["xactionId"], JobShape.Names(accepted));
        }

        Assert.Equal(4, responses.Where(static item => item.TryGetProperty("xactionId", out _)).Select(static item => item.GetProperty("xactionId").GetString())
            .Append(answer.GetProperty("batchId").GetString()).Distinct().Count());
        Assert.Equal(3, await CountAsync(SandboxUser.InTheUs));
    }

    [Fact]
    public async Task Batch_WithManyBadMessages_AnswersEveryOne()
    {
        var messages = Enumerable.Range(0, 500).Select(static i => Message(
            i % 2 == 0 ? $$$"""{"n":{{{i}}}}""" : $$$"""{"identityMap":{"crmid":[{"id":"{{{i}}}"}]}}"""));
        var answer = (await _user.Api.PostAsync(Batch, $$"""{"messages":[{{string.Join(',', messages)}}]}""")).Expect(207).Json;
        Assert.Equal(
            Enumerable.Range(0, 500).Select(static i => i % 2 == 1),
            answer.GetProperty("responses").EnumerateArray().Select(static response => response.TryGetProperty("xactionId", out _)));
        Assert.Equal(250, await CountAsync("true"));
    }

    [Fact]
    public async Task Batch_WithoutMessages_IsAnsweredEmpty() =>
        Assert.Empty((await _user.Api.PostAsync(Batch, """{"messages":[]}""")).Expect(207).Json.GetProperty("responses").EnumerateArray());

    [Fact]
    public async Task Batch_ForSeveralOrganizations_ReachesEach()
    {
        using var other = server.NewUser();
        using var sender = new ApiClient(server.Address, "nobody");
        foreach (var header in new[] { "x-gw-ims-org-id", "x-api-key", "x-sandbox-name" })
        {
            sender.Headers.Remove(header);
        }

        string To(SandboxUser user, int id) => Message(Us.Replace("\"1\"", $"\"{id}\""), header: $",\"imsOrgId\":\"{user.Organization}\"");
        var body = $$"""{"messages":[{{To(_user, 1)}},{{To(other, 2)}},{{Message(Us)}},{{To(_user, 3)}}]}""";
        var responses = (await sender.PostAsync(Batch, body)).Expect(207).Json.GetProperty("responses");
        Assert.Equal([true, true, false, true], responses.EnumerateArray().Select(static response => response.TryGetProperty("xactionId", out _)));
        Assert.Equal((2, 1), (await CountAsync(SandboxUser.InTheUs), await CountAsync(SandboxUser.InTheUs, other)));
    }

    [Fact]
    public async Task Message_NamingAnUnknownSandbox_IsRefused()
    {
        _user.Api.Headers["x-sandbox-name"] = "staging";
        (await _user.Api.PostAsync(Single, Message(Us))).ExpectError("SEG-SBX001-403");
    }

    [Fact]
    public async Task Batch_WhileTheStorageFails_AnswersUnavailableForTheWhole()
    {
        (await _user.Api.PostAsync(Single, Message(Us))).Expect(200);
        using (server.BreakLog(_user.SandboxId))
        {
            var refused = (await _user.Api.PostAsync(Batch, $$"""{"messages":[{{Message(Us)}}]}""")).ExpectError("SEG-GEN010-503");
            Assert.Equal("5", refused.Headers["Retry-After"]);
        }
    }

    private Task<int> CountAsync(string pql) => CountAsync(pql, _user);

    private static async Task<int> CountAsync(string pql, SandboxUser user)
    {
        var segment = await user.DefineAsync(Guid.NewGuid().ToString(), pql);
        return (await user.RunAsync(segment)).GetProperty("metrics").GetProperty("segmentedProfileCounter").GetProperty(segment).GetInt32();
    }

    private static string Message(string entity, string datasetId = "crm", string header = "") =>
        $$$"""{"header":{"datasetId":"{{{datasetId}}}","source":{"name":"test"},"createdAt":"now"{{{header}}}},"body":{"xdmMeta":{"schemaRef":{}},"xdmEntity":{{{entity}}}}}""";

    private static void AssertId(JsonElement answer, string name)
    {
        var id = answer.GetProperty(name).GetString()!;
        Assert.Matches(new Regex($"\\A{answer.GetProperty("receivedTimeMs").GetInt64()}:[0-9]{{4}}:[0-9]+\\z"), id);
    }
}
