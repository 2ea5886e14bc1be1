using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Access;

[Collection(ClusterServer.Collection)]
public sealed class ManyProfilesTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/access/entities";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Post_AThousandIdentities_AnswersEachUnderItsXid()
    {
        await _user.IngestAsync(string.Join('\n', Enumerable.Range(0, 900).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"{{{i}}}","primary":true}],"email":[{"id":"{{{i}}}@x"}]},"n":{{{i}}}}""")));
        var map = (await _user.Api.PostAsync(Path, Body(Enumerable.Range(0, 1000).Select(static i => Identity("crmid", $"{i}")), ",\"fields\":[\"n\"]"))).Expect(200).Json;
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => Xid($"{i}")), JobShape.Names(map));
        for (var i = 0; i < 1000; i++)
        {
            var item = map.GetProperty(Xid($"{i}"));
            Assert.Equal(["entityId", "sources", "entity", "lastModifiedAt"], JobShape.Names(item));
            Assert.Equal(Xid($"{i}"), item.GetProperty("entityId").GetString());
            Assert.Equal(i < 900 ? $$"""{"n":{{i}}}""" : "{}", item.GetProperty("entity").GetRawText());
            Assert.Equal(i < 900 ? """["crm"]""" : """[""]""", item.GetProperty("sources").GetRawText());
        }

        Assert.Equal("1970-01-01T00:00:00Z", map.GetProperty(Xid("999")).GetProperty("lastModifiedAt").GetString());
    }

    [Fact]
    public async Task Post_SeveralIdentitiesOfOneProfile_HaveAnEntryEach()
    {
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"1","primary":true}],"email":[{"id":"a@x"}]},"n":1}""");
        var email = IdentityKey.Of("email", "a@x").ToXid();
        var body = Body([Identity("CRMID", "1"), Identity("email", "A@x"), $$"""{"entityId":"{{email}}"}""", """{"entityId":"no-xid"}"""]);
        var map = (await _user.Api.PostAsync(Path, body)).Expect(200).Json;
        Assert.Equal([Xid("1"), email, "no-xid"], JobShape.Names(map));
        Assert.Equal(map.GetProperty(Xid("1")).GetRawText(), map.GetProperty(email).GetRawText());
        Assert.Equal("{}", map.GetProperty("no-xid").GetProperty("entity").GetRawText());
    }

    [Fact]
    public async Task Post_SomeLookUpsFail_AnswersTheOthersWith207()
    {
        var many = string.Join(',', Enumerable.Range(0, 51).Select(static i => $$"""{"id":"m{{i}}"}"""));
        await _user.IngestAsync($$$"""{"identityMap":{"crmid":[{{{many}}}]}}{{{"\n"}}}{"identityMap":{"crmid":[{"id":"1"}]},"n":1}""");
        var map = (await _user.Api.PostAsync(Path, Body([Identity("crmid", "m3"), Identity("crmid", "1"), Identity("crmid", "2")]))).Expect(207).Json;
        var error = map.GetProperty(Xid("m3"));
        Assert.Equal(["error"], JobShape.Names(error));
        Assert.Equal("422", error.GetProperty("error").GetProperty("statusCode").GetString());
        Assert.Contains("50", error.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(1, map.GetProperty(Xid("1")).GetProperty("entity").GetProperty("n").GetInt32());
        Assert.Equal("{}", map.GetProperty(Xid("2")).GetProperty("entity").GetRawText());
    }

    [Fact]
    public async Task Post_ProfilesThatExceedAMessage_AreAllAnswered()
    {
        var text = new string('x', 900_000);
        for (var part = 0; part < 2; part++)
        {
            await _user.IngestAsync(string.Join('\n', Enumerable.Range(0, 24).Select(i => $$$"""{"identityMap":{"crmid":[{"id":"{{{(part * 24) + i}}}"}]},"n":{{{i}}},"text":"{{{text}}}"}""")));
        }

        var map = (await _user.Api.PostAsync(Path, Body(Enumerable.Range(0, 48).Select(static i => Identity("crmid", $"{i}"))))).Expect(200).Json;
        Assert.All(map.EnumerateObject(), item => Assert.Equal(text, item.Value.GetProperty("entity").GetProperty("text").GetString()));
        Assert.Equal(48, map.EnumerateObject().Count());
    }

    [Fact]
    public async Task Post_WhileProfilesAreJoined_FindsEveryOneAtEveryMoment()
    {
        const int Count = 64;
        await _user.IngestAsync(string.Join('\n', Enumerable.Range(0, Count).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"{{{i}}}"}]},"n":{{{i}}}}""")));
        var joining = JoinAsync();
        var body = Body(Enumerable.Range(0, Count).Select(static i => Identity("crmid", $"{i}")), ",\"fields\":[\"identities\"]");
        for (var isLast = false; ; isLast = joining.IsCompleted)
        {
            var map = (await _user.Api.PostAsync(Path, body)).Expect(200).Json;
            for (var i = 0; i < Count; i++)
            {
                var identities = map.GetProperty(Xid($"{i}")).GetProperty("entity").GetProperty("identities").EnumerateArray().Select(static item => item.GetProperty("id").GetString()).ToList();
                Assert.Contains($"{i}", identities);
                if (isLast) Assert.Equal(32, identities.Count);
            }

            if (isLast) break;
        }

        await joining;

        // Neighbours at distance 1, then 2, … : 64 profiles become two of 32.
        async Task JoinAsync()
        {
            for (var distance = 1; distance < Count / 2; distance *= 2)
            {
                for (var i = 0; i < Count; i += 2 * distance)
                {
                    await _user.IngestAsync($$$"""{"identityMap":{"crmid":[{"id":"{{{i}}}"},{"id":"{{{i + distance}}}"}]}}""");
                }
            }
        }
    }

    [Theory]
    [InlineData("[]", "SEG-GEN002-400", null)]
    [InlineData("""{"identities":[{"entityId":"1"}]}""", "SEG-GEN003-400", "schema")]
    [InlineData("""{"schema":{},"identities":[{"entityId":"1"}]}""", "SEG-GEN003-400", "schema.name")]
    [InlineData("""{"schema":{"name":"x"},"identities":[{"entityId":"1"}]}""", "SEG-GEN003-400", "schema.name")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"}}""", "SEG-GEN003-400", "identities")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identities":[]}""", "SEG-GEN003-400", "identities")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identities":["1"]}""", "SEG-GEN003-400", "identities[0]")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1"},{"entityIdNS":{"code":"x"}}]}""", "SEG-GEN003-400", "identities[1].entityId")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1","entityIdNS":{}}]}""", "SEG-GEN003-400", "identities[0].entityIdNS.code")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1"}],"fields":["a..b"]}""", "SEG-GEN003-400", "fields")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1"}],"mergePolicyId":"x"}""", "SEG-GEN003-400", "mergePolicyId")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1"}],"mergePolicyId":"1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13"}""", "SEG-GEN003-400", "mergePolicyId")]
    [InlineData("""{"schema":{"name":"_xdm.context.experienceevent"},"identities":[{"entityId":"1"}],"limit":0}""", "SEG-GEN003-400", "limit")]
    [InlineData("""{"schema":{"name":"_xdm.context.experienceevent"},"identities":[{"entityId":"1"}],"orderby":"x"}""", "SEG-GEN003-400", "orderby")]
    [InlineData("""{"schema":{"name":"_xdm.context.experienceevent"},"identities":[{"entityId":"1"}],"timeFilter":{"startTime":"1"}}""", "SEG-GEN003-400", "timeFilter.startTime")]
    public async Task Post_WithAWrongBody_NamesTheField(string body, string code, string? field) =>
        Assert.Equal(field, (await _user.Api.PostAsync(Path, body)).ExpectError(code).Field);

    [Fact]
    public async Task Post_MoreThanAThousandIdentities_IsRefused() => Assert.Equal(
        "identities", (await _user.Api.PostAsync(Path, Body(Enumerable.Range(0, 1001).Select(static i => Identity("a", $"{i}"))))).ExpectError("SEG-GEN003-400").Field);

    private static string Xid(string crmId) => IdentityKey.Of("crmid", crmId).ToXid();

    private static string Identity(string ns, string id) => $$$"""{"entityId":"{{{id}}}","entityIdNS":{"code":"{{{ns}}}"}}""";

    private static string Body(IEnumerable<string> identities, string more = "") =>
        $$$"""{"schema":{"name":"_xdm.context.profile"},"identities":[{{{string.Join(',', identities)}}}]{{{more}}}}""";
}
