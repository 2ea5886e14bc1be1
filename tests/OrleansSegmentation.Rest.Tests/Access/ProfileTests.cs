using System.Text.Json;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Access;

[Collection(ClusterServer.Collection)]
public sealed class ProfileTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/access/entities?schema.name=_xdm.context.profile";

    private static readonly string Ana = IdentityKey.Of("crmid", "C-100042").ToXid();

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Get_ByAnyIdentityOrXid_IsTheProfileAsTheContractShowsIt()
    {
        await _user.IngestAsync(
            """{"timestamp":"2026-01-01T08:12:09Z","entity":{"identityMap":{"crmid":[{"id":"C-100042","primary":true}],"email":[{"id":"Ana@Example.com"}]},"workAddress":{"country":"US"}}}""");
        var whole = (await _user.Api.GetAsync($"{Path}&entityId=C-100042&entityIdNS=CRMID")).Expect(200);
        Assert.Equal(
            $$$$"""
            {"{{{{Ana}}}}":{"entityId":"{{{{Ana}}}}","sources":["crm"],"entity":{"identities":[{"id":"C-100042","namespace":{"code":"crmid"},"primary":true},{"id":"ana@example.com","namespace":{"code":"email"}}],"identityMap":{"crmid":[{"id":"C-100042","primary":true}],"email":[{"id":"ana@example.com"}]},"workAddress":{"country":"US"},"segmentMembership":{"ups":{}}},"lastModifiedAt":"2026-01-01T08:12:09Z"}}
            """.Trim(),
            whole.Text);
        Assert.Equal(whole.Text, (await _user.Api.GetAsync($"{Path}&entityId=ANA@example.com&entityIdNS=Email")).Expect(200).Text);
        Assert.Equal(whole.Text, (await _user.Api.GetAsync($"{Path}&entityId={Ana}&entityIdNS=")).Expect(200).Text);
        Assert.Equal(whole.Text, (await _user.Api.GetAsync($"{Path}&entityId={IdentityKey.Of("email", "ana@example.com").ToXid()}")).Expect(200).Text);
    }

    [Fact]
    public async Task Membership_AfterJobs_TellsWhoIsInAndWhoLeft()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var gold = await _user.DefineAsync("gold", SandboxUser.Gold);
        await _user.RunAsync(us, gold);
        var first = await MembershipAsync("1");
        Assert.Equal(["realized", "realized"], [StatusOf(first, us), StatusOf(first, gold)]);
        Assert.Single((await MembershipAsync("3")).EnumerateObject()); // never gold: absent

        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"1","primary":true}]},"workAddress":{"country":"FR"},"loyalty":{"tier":"gold"}}""");
        Assert.Equal("realized", StatusOf(await MembershipAsync("1"), us)); // as published, until the next job
        await _user.RunAsync(us);
        var then = await MembershipAsync("1");
        Assert.Equal(["exited", "realized"], [StatusOf(then, us), StatusOf(then, gold)]);
        var members = (await _user.Api.GetAsync($"~/segment/definitions/{us}/members?status=exited")).Expect(200).Json.GetProperty("children")[0];
        Assert.Equal(members.GetProperty("lastQualificationTime").GetString(), then.GetProperty(us).GetProperty("lastQualificationTime").GetString());
        Assert.Equal(first.GetProperty(gold).GetRawText(), then.GetProperty(gold).GetRawText());
    }

    [Fact]
    public async Task Membership_OfJoinedProfiles_IsThatOfEither()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var de = await _user.DefineAsync("de", "workAddress.country = \"DE\"");
        await _user.RunAsync(us, de);
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"3"},{"id":"5"}]}}""");

        var joined = await MembershipAsync("5");
        Assert.Equal(["realized", "realized"], [StatusOf(joined, us), StatusOf(joined, de)]);
        Assert.Equal(joined.GetRawText(), (await MembershipAsync("3")).GetRawText());
    }

    [Fact]
    public async Task Get_AfterEveryIngest_SeesIt()
    {
        for (var i = 0; i < 25; i++)
        {
            await _user.IngestAsync($$$"""{"identityMap":{"crmid":[{"id":"{{{i % 5}}}"}]},"n":{{{i}}}}""");
            var profile = Only((await _user.Api.GetAsync($"{Path}&entityId={i % 5}&entityIdNS=crmid&fields=n")).Expect(200).Json);
            Assert.Equal($$"""{"n":{{i}}}""", profile.GetProperty("entity").GetRawText());
        }
    }

    [Fact]
    public async Task Fields_SelectAttributesIdentitiesAndMembership()
    {
        await _user.IngestAsync(
            """
            {"identityMap":{"crmid":[{"id":"1"}]},"person":{"name":{"firstName":"Ana","lastName":"R"}},"age":7}
            {"identityMap":{"crmid":[{"id":"1"}]},"_id":"e1","timestamp":"2026-01-01T00:00:00Z","page":"a"}
            """);
        var entity = Only((await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid&fields=person.name.firstName,identities,none")).Expect(200).Json).GetProperty("entity");
        Assert.Equal("""{"person":{"name":{"firstName":"Ana"}},"identities":[{"id":"1","namespace":{"code":"crmid"},"primary":true}]}""", entity.GetRawText());
        var whole = Only((await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid")).Expect(200).Json).GetProperty("entity");
        Assert.Equal(["identities", "identityMap", "age", "person", "segmentMembership"], JobShape.Names(whole)); // events are another schema
    }

    [Fact]
    public async Task MergePolicy_OfTheRequest_DecidesWhatWins()
    {
        await _user.Api.SendAsync(HttpMethod.Post, "~/ingest/profiles?datasetId=web", ApiClient.Content("""{"identityMap":{"crmid":[{"id":"1"}]},"tier":"web"}""", "application/x-ndjson"));
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"1"}]},"tier":"crm"}""");
        const string Body = """{"name":"web only","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence","order":["web"]}}""";
        var policy = (await _user.Api.PostAsync("~/config/mergePolicies", Body)).Expect(200).Json.GetProperty("id").GetString();

        var newest = Only((await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid&fields=tier")).Expect(200).Json);
        Assert.Equal("""{"tier":"crm"}""", newest.GetProperty("entity").GetRawText());
        Assert.Equal("""["crm","web"]""", newest.GetProperty("sources").GetRawText());
        var web = Only((await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid&fields=tier&mergePolicyId={policy}")).Expect(200).Json);
        Assert.Equal("""{"tier":"web"}""", web.GetProperty("entity").GetRawText());
        Assert.Equal("""["web"]""", web.GetProperty("sources").GetRawText());

        foreach (var unknown in new[] { "no-uuid", Guid.NewGuid().ToString() })
        {
            Assert.Equal("mergePolicyId", (await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid&mergePolicyId={unknown}")).ExpectError("SEG-GEN004-400").Field);
        }
    }

    [Fact]
    public async Task MergePolicy_WithoutIdentityGraph_ShowsTheProfileOfThePrimaryIdentityAlone()
    {
        await _user.IngestAsync(
            """
            {"identityMap":{"crmid":[{"id":"1","primary":true}],"email":[{"id":"a@x"}]},"n":1}
            {"identityMap":{"crmid":[{"id":"2","primary":true}],"email":[{"id":"a@x"}]},"n":2}
            {"identityMap":{"crmid":[{"id":"1"}]},"_id":"e1","timestamp":"2026-01-01T00:00:00Z"}
            {"identityMap":{"crmid":[{"id":"2"}]},"_id":"e2","timestamp":"2026-01-01T00:00:01Z"}
            """);
        const string Body = """{"name":"alone","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"none"},"attributeMerge":{"type":"timestampOrdered"}}""";
        var policy = (await _user.Api.PostAsync("~/config/mergePolicies", Body)).Expect(200).Json.GetProperty("id").GetString();
        var segment = (await _user.Api.PostAsync(
            "~/segment/definitions",
            $$$"""{"name":"two","mergePolicyId":"{{{policy}}}","expression":{"type":"PQL","format":"pql/text","value":"n = 2"},"schema":{"name":"_xdm.context.profile"}}""")).Expect(200).Json.GetProperty("id").GetString()!;
        await _user.RunAsync(segment);

        foreach (var (id, member) in new[] { ("1", false), ("2", true) })
        {
            var alone = Only((await _user.Api.GetAsync($"{Path}&entityId={id}&entityIdNS=crmid&mergePolicyId={policy}")).Expect(200).Json);
            Assert.Equal(IdentityKey.Of("crmid", id).ToXid(), alone.GetProperty("entityId").GetString());
            var entity = alone.GetProperty("entity");
            Assert.Equal(id, entity.GetProperty("n").GetRawText());
            Assert.Equal($$$"""{"crmid":[{"id":"{{{id}}}","primary":true}],"email":[{"id":"a@x"}]}""", entity.GetProperty("identityMap").GetRawText());
            Assert.Equal(member, entity.GetProperty("segmentMembership").GetProperty("ups").TryGetProperty(segment, out _));

            var events = (await _user.Api.GetAsync($"~/access/entities?schema.name=_xdm.context.experienceevent&relatedEntityId={id}&relatedEntityIdNS=crmid&mergePolicyId={policy}")).Expect(200).Json;
            Assert.Equal($"e{id}", Assert.Single(events.GetProperty("children").EnumerateArray()).GetProperty("entityId").GetString());
        }

        (await _user.Api.GetAsync($"{Path}&entityId=a@x&entityIdNS=email&mergePolicyId={policy}")).ExpectError("SEG-PRF001-404"); // no record's primary one
        var joined = Only((await _user.Api.GetAsync($"{Path}&entityId=a@x&entityIdNS=email")).Expect(200).Json).GetProperty("entity");
        Assert.Equal(2, joined.GetProperty("identityMap").GetProperty("crmid").GetArrayLength());
        Assert.Equal("{}", joined.GetProperty("segmentMembership").GetProperty("ups").GetRawText());
    }

    [Fact]
    public async Task Get_UnknownProfile_IsNotFoundInTheDialectOfTheEndpoint()
    {
        foreach (var entity in new[] { "entityId=1&entityIdNS=crmid", $"entityId={Ana}", "entityId=no-xid" })
        {
            var response = (await _user.Api.GetAsync($"{Path}&{entity}")).ExpectError("SEG-PRF001-404");
            Assert.Equal("404", response.Json.GetProperty("statusCode").GetString());
            Assert.Equal(response.Message, response.Json.GetProperty("message").GetString());
            Assert.Equal("entityId", response.Field);
        }

        await _user.IngestAsync(SandboxUser.TenProfiles);
        (await _user.Api.GetAsync($"{Path}&entityId=nobody&entityIdNS=crmid")).ExpectError("SEG-PRF001-404");
    }

    [Fact]
    public async Task Get_ProfileOfTooManyIdentities_IsRefused()
    {
        await _user.IngestAsync(Identities("c", 50) + "\n" + Identities("d", 51));
        (await _user.Api.GetAsync($"{Path}&entityId=c7&entityIdNS=crmid")).Expect(200);
        var response = (await _user.Api.GetAsync($"{Path}&entityId=d7&entityIdNS=crmid")).ExpectError("SEG-PRF002-422");
        Assert.Equal("Too many related identities", response.Json.GetProperty("title").GetString());
        Assert.Equal("422", response.Json.GetProperty("statusCode").GetString());
        Assert.Equal(response.Message, response.Json.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Get_DataOfAnotherOrganisation_IsNotFound()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        (await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid")).Expect(200);
        using var other = server.NewUser();
        (await other.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid")).ExpectError("SEG-PRF001-404");
        (await other.Api.GetAsync($"{Path}&entityId={IdentityKey.Of("crmid", "1").ToXid()}")).ExpectError("SEG-PRF001-404");
    }

    [Theory]
    [InlineData("entityId=1&entityIdNS=crmid", "schema.name")]
    [InlineData("schema.name=_xdm.context.account&entityId=1", "schema.name")]
    [InlineData("schema.name=_xdm.context.profile", "entityId")]
    [InlineData("schema.name=_xdm.context.profile&entityId=&entityIdNS=crmid", "entityId")]
    [InlineData("schema.name=_xdm.context.profile&entityId=1&entityIdNS=crmid&fields=a..b", "fields")]
    public async Task Get_WithAWrongParameter_IsRefused(string query, string field) =>
        Assert.Equal(field, (await _user.Api.GetAsync($"~/access/entities?{query}")).ExpectError("SEG-GEN004-400").Field);

    [Fact]
    public async Task Clusters_SharedDevice_IsListedFirst()
    {
        Assert.Equal("""{"children":[]}""", (await _user.Api.GetAsync("~/segment/profiles/clusters")).Expect(200).Text);
        var shared = string.Join('\n', Enumerable.Range(0, 60).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"{{{i:00}}}","primary":true}],"ECID":[{"id":"kiosk"}]}}"""));
        await _user.IngestAsync(shared + "\n" + Identities("c", 12) + "\n" + Identities("d", 4));

        var clusters = (await _user.Api.GetAsync("~/segment/profiles/clusters")).Expect(200).Json.GetProperty("children");
        Assert.Equal([61, 12], clusters.EnumerateArray().Select(static cluster => cluster.GetProperty("identityCount").GetInt32()));
        Assert.Equal(["entityId", "identityCount", "identities"], JobShape.Names(clusters[0]));
        Assert.Equal(IdentityKey.Of("crmid", "00").ToXid(), clusters[0].GetProperty("entityId").GetString());
        Assert.Equal(10, clusters[0].GetProperty("identities").GetArrayLength());
        Assert.Equal("""{"id":"kiosk","namespace":{"code":"ECID"}}""", clusters[0].GetProperty("identities")[0].GetRawText());

        var all = (await _user.Api.GetAsync("~/segment/profiles/clusters?minIdentities=2&limit=5000")).Expect(200).Json.GetProperty("children");
        Assert.Equal([61, 12, 4], all.EnumerateArray().Select(static cluster => cluster.GetProperty("identityCount").GetInt32()));
        Assert.Equal(61, Assert.Single((await _user.Api.GetAsync("~/segment/profiles/clusters?minIdentities=2&limit=1")).Expect(200).Json.GetProperty("children").EnumerateArray()).GetProperty("identityCount").GetInt32());
        Assert.Equal("minIdentities", (await _user.Api.GetAsync("~/segment/profiles/clusters?minIdentities=0")).ExpectError("SEG-GEN004-400").Field);
        Assert.Equal("limit", (await _user.Api.GetAsync("~/segment/profiles/clusters?limit=x")).ExpectError("SEG-GEN004-400").Field);
    }

    private static string Identities(string prefix, int count) =>
        $$$"""{"identityMap":{"crmid":[{{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{prefix}}{{i}}"}"""))}}}]},"a":1}""";

    private static JsonElement Only(JsonElement map) => Assert.Single(map.EnumerateObject()).Value;

    private static string StatusOf(JsonElement membership, string segment) => membership.GetProperty(segment).GetProperty("status").GetString()!;

    private async Task<JsonElement> MembershipAsync(string crmId) =>
        Only((await _user.Api.GetAsync($"{Path}&entityId={crmId}&entityIdNS=crmid")).Expect(200).Json).GetProperty("entity").GetProperty("segmentMembership").GetProperty("ups");
}
