using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Members;

[Collection(ClusterServer.Collection)]
public sealed class MemberTests(ClusterServer server) : IDisposable
{
    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task List_NeverEvaluated_IsEmptyAndNamesNoJob()
    {
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var page = await ListAsync(id);
        Assert.Equal(["segmentId", "_page", "children", "_links"], JobShape.Names(page));
        Assert.Equal("""{"totalCount":0,"pageSize":0}""", page.GetProperty("_page").GetRawText());
        Assert.Equal("""{"next":{}}""", page.GetProperty("_links").GetRawText());
        Assert.Equal(0, page.GetProperty("children").GetArrayLength());
    }

    [Fact]
    public async Task List_AfterAJob_HoldsItsMembersInOrderOfTheirIds()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var job = (await _user.RunAsync(id)).GetProperty("id").GetString()!;

        var page = await ListAsync(id);
        Assert.Equal(["segmentId", "jobId", "evaluatedAtMs", "_page", "children", "_links"], JobShape.Names(page));
        Assert.Equal((id, job), (page.GetProperty("segmentId").GetString(), page.GetProperty("jobId").GetString()));
        var diagnostics = (await _user.Api.GetAsync($"~/segment/jobs/{job}/diagnostics")).Expect(200).Json;
        var evaluatedAtMs = diagnostics.GetProperty("epochCommittedAtMs").GetInt64();
        Assert.Equal(evaluatedAtMs, page.GetProperty("evaluatedAtMs").GetInt64());
        Assert.Equal("""{"totalCount":4,"pageSize":4}""", page.GetProperty("_page").GetRawText());

        var members = page.GetProperty("children").EnumerateArray().ToList();
        Assert.Equal(["1", "2", "3", "4"], members.Select(CrmId).Order(StringComparer.Ordinal));
        var ids = members.Select(EntityId).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, static xid => Assert.Matches("\\A[A-Za-z0-9_-]{22}\\z", xid));
        var first = members.Single(static member => CrmId(member) == "1");
        Assert.Equal(["entityId", "identityMap", "status", "lastQualificationTime"], JobShape.Names(first));
        Assert.Equal(
            """{"Email":[{"id":"a@example.com"}],"crmid":[{"id":"1","primary":true}]}""", first.GetProperty("identityMap").GetRawText());
        Assert.Equal("realized", first.GetProperty("status").GetString());
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(evaluatedAtMs), first.GetProperty("lastQualificationTime").GetDateTimeOffset());
        Assert.EndsWith("Z", first.GetProperty("lastQualificationTime").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task List_PageByPage_IsTheWholeList(int limit)
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("all", "true");
        await _user.RunAsync(id);
        var whole = (await ListAsync(id)).GetProperty("children").EnumerateArray().Select(static member => member.GetRawText()).ToList();

        var pages = new List<string>();
        for (var path = $"{Path(id)}?limit={limit}&status=realized"; path.Length > 0;)
        {
            var page = (await _user.Api.GetAsync(path)).Expect(200).Json;
            Assert.Equal(10, page.GetProperty("_page").GetProperty("totalCount").GetInt32());
            pages.AddRange(page.GetProperty("children").EnumerateArray().Select(static member => member.GetRawText()));
            path = "";
            if (page.GetProperty("_links").GetProperty("next").TryGetProperty("href", out var href))
            {
                Assert.Contains($"start={page.GetProperty("_page").GetProperty("next").GetString()}&limit={limit}&status=realized", href.GetString());
                path = "~" + href.GetString()![1..];
            }
        }

        Assert.Equal(10, whole.Count);
        Assert.Equal(whole, pages);
    }

    [Fact]
    public async Task Token_AfterANewerJob_AsksToStartAgain()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        var token = (await ListAsync(id, "?limit=2")).GetProperty("_page").GetProperty("next").GetString();
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"11"}]},"workAddress":{"country":"US"}}"""); // data alone changes no membership
        Assert.Equal(2, (await ListAsync(id, $"?limit=2&start={token}")).GetProperty("_page").GetProperty("pageSize").GetInt32());

        await _user.RunAsync(id);
        var refused = (await _user.Api.GetAsync($"{Path(id)}?start={token}")).ExpectError("SEG-GEN004-400");
        Assert.Equal("start", refused.Field);
        Assert.Contains("result changed, start again", refused.Message);
        Assert.Equal(5, (await ListAsync(id)).GetProperty("_page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Exited_ListsThoseWhoLeftWithTheTimeTheyWereFoundGone()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"3","primary":true}]},"workAddress":{"country":"FR"}}""");
        await _user.RunAsync(id);

        var exited = await ListAsync(id, "?status=exited");
        var member = Assert.Single(exited.GetProperty("children").EnumerateArray());
        Assert.Equal(("3", "exited"), (CrmId(member), member.GetProperty("status").GetString()));
        var atMs = member.GetProperty("lastQualificationTime").GetDateTimeOffset().ToUnixTimeMilliseconds();
        Assert.Equal(exited.GetProperty("evaluatedAtMs").GetInt64(), atMs);
        Assert.Equal(3, (await ListAsync(id)).GetProperty("_page").GetProperty("totalCount").GetInt32());

        var token = (await ListAsync(id, "?limit=1")).GetProperty("_page").GetProperty("next").GetString();
        (await _user.Api.GetAsync($"{Path(id)}?status=exited&start={token}")).ExpectError("SEG-GEN004-400");
    }

    [Fact]
    public async Task Fields_SelectAttributesIdentitiesAndMembership()
    {
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"1","primary":true}]},"workAddress":{"country":"US","city":"Rome"},"tags":[{"a":1,"b":2},{"b":3}],"age":7}""");
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);

        var page = await ListAsync(id, "?fields=workAddress.country,tags.a,age.none,unknown,identities,segmentMembership");
        var member = Assert.Single(page.GetProperty("children").EnumerateArray());
        var entity = member.GetProperty("entity");
        Assert.Equal(["tags", "workAddress", "identities", "segmentMembership"], JobShape.Names(entity));
        Assert.Equal("""{"country":"US"}""", entity.GetProperty("workAddress").GetRawText());
        Assert.Equal("""[{"a":1},{}]""", entity.GetProperty("tags").GetRawText());
        Assert.Equal("""[{"id":"1","namespace":{"code":"crmid"},"primary":true}]""", entity.GetProperty("identities").GetRawText());
        var membership = entity.GetProperty("segmentMembership").GetProperty("ups").GetProperty(id);
        Assert.Equal(member.GetProperty("lastQualificationTime").GetString(), membership.GetProperty("lastQualificationTime").GetString());
        Assert.Equal("realized", membership.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Ndjson_IsTheWholeListOneLineEach()
    {
        var records = string.Join('\n', Enumerable.Range(0, 1500).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"{{{i}}}"}]},"n":{{{i}}}}"""));
        await _user.IngestAsync(records);
        var id = await _user.DefineAsync("all", "true");
        await _user.RunAsync(id);

        var response = (await _user.Api.SendAsync(HttpMethod.Get, $"{Path(id)}?limit=1&start=ignored&fields=n", null, ("Accept", "application/x-ndjson"))).Expect(200);
        Assert.Equal("application/x-ndjson; charset=utf-8", response.ContentType);
        var lines = response.Text.Split('\n');
        Assert.Equal("", lines[^1]);
        var members = lines[..^1].Select(static line => JsonElement.Parse(line)).ToList();
        Assert.Equal(Enumerable.Range(0, 1500), members.Select(static member => int.Parse(CrmId(member), provider: null)).Order());
        Assert.All(members, static member => Assert.Equal($$"""{"n":{{CrmId(member)}}}""", member.GetProperty("entity").GetRawText()));
        var ids = members.Select(EntityId).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(1500, (await ListAsync(id, "?limit=10000")).GetProperty("children").GetArrayLength());
    }

    [Fact]
    public async Task Ndjson_OfAPolicyWithoutAGraph_HasTheFormerMembersByPrimaryIdentity()
    {
        const string People = """
            {"identityMap":{"crmid":[{"id":"1","primary":true}],"ecid":[{"id":"e"}]},"workAddress":{"country":"US"}}
            {"identityMap":{"ecid":[{"id":"e","primary":true}]},"workAddress":{"country":"US"}}
            """;
        await _user.IngestAsync(People);
        var policy = (await _user.Api.GetAsync("~/config/mergePolicies")).Expect(200).Json.GetProperty("children")[0].GetProperty("id").GetString();
        (await _user.Api.PatchAsync($"~/config/mergePolicies/{policy}", """{"op":"replace","path":"/identityGraph/type","value":"none"}""")).Expect(200);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        Assert.Equal(2, (await ListAsync(id)).GetProperty("_page").GetProperty("totalCount").GetInt32());
        await _user.IngestAsync(People.Replace("US", "FR", StringComparison.Ordinal));
        await _user.RunAsync(id);

        var response = (await _user.Api.SendAsync(HttpMethod.Get, $"{Path(id)}?status=exited&fields=workAddress", null, ("Accept", "application/x-ndjson"))).Expect(200);
        var members = response.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line)).ToList();
        Assert.Equal(
            ["""{"crmid":[{"id":"1","primary":true}],"ecid":[{"id":"e"}]}""", """{"ecid":[{"id":"e","primary":true}]}"""],
            members.Select(static member => member.GetProperty("identityMap").GetRawText()).Order(StringComparer.Ordinal));
        Assert.All(members, static member => Assert.Equal("exited", member.GetProperty("status").GetString()));
        Assert.All(members, static member => Assert.Equal("""{"workAddress":{"country":"FR"}}""", member.GetProperty("entity").GetRawText()));
    }

    [Fact]
    public async Task Members_JoinedAfterTheJob_AreOneWithAllIdentities()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"3"},{"id":"4"}]}}""");

        var page = await ListAsync(id);
        Assert.Equal(3, page.GetProperty("_page").GetProperty("totalCount").GetInt32());
        Assert.Contains("""{"crmid":[{"id":"3","primary":true},{"id":"4","primary":true}]}""", page.GetProperty("children").EnumerateArray().Select(static member => member.GetProperty("identityMap").GetRawText()));
    }

    [Fact]
    public async Task List_WhenTheDefinitionChangedAndAJobRuns_StaysAsPublished()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        var before = await ListAsync(id);
        (await _user.Api.PatchAsync($"~/segment/definitions/{id}", """{"expression":{"type":"PQL","format":"pql/text","value":"false"}}""")).Expect(200);
        using (server.HoldResults(_user.SandboxId))
        {
            var running = (await _user.SubmitAsync(id)).GetProperty("id").GetString()!;
            await _user.WaitForAsync(running, SegmentJobStatus.Processing);
            Assert.Equal(before.GetRawText(), (await ListAsync(id)).GetRawText());
        }
    }

    [Theory]
    [InlineData("status=gone", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("start=x", "start")]
    [InlineData("fields=a..b", "fields")]
    public async Task List_WithAWrongParameter_IsRefused(string query, string field)
    {
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        Assert.Equal(field, (await _user.Api.GetAsync($"{Path(id)}?{query}")).ExpectError("SEG-GEN004-400").Field);
    }

    [Theory]
    [InlineData("1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13")]
    [InlineData("no-uuid")]
    public async Task List_OfAnUnknownSegment_IsNotFound(string id)
    {
        (await _user.Api.GetAsync(Path(id))).ExpectError("SEG-DEF001-404");
        (await _user.Api.SendAsync(HttpMethod.Get, Path(id), null, ("Accept", "application/x-ndjson"))).ExpectError("SEG-DEF001-404");
    }

    private static string Path(string id) => $"~/segment/definitions/{id}/members";

    private static string EntityId(JsonElement member) => member.GetProperty("entityId").GetString()!;

    private static string CrmId(JsonElement member) => member.GetProperty("identityMap").GetProperty("crmid")[0].GetProperty("id").GetString()!;

    private async Task<JsonElement> ListAsync(string id, string query = "") => (await _user.Api.GetAsync(Path(id) + query)).Expect(200).Json;
}
