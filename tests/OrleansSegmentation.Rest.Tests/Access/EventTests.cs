using System.Globalization;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Access;

[Collection(ClusterServer.Collection)]
public sealed class EventTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/access/entities?schema.name=_xdm.context.experienceevent";
    private const string One = $"{Path}&relatedSchema.name=_xdm.context.profile&relatedEntityId=1&relatedEntityIdNS=crmid";
    private const long FirstMs = 1_767_225_600_000; // 2026-01-01T00:00:00Z

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Get_EventsOfAProfile_AreAsTheContractShowsThem()
    {
        await IngestAsync(2);
        var response = (await _user.Api.GetAsync(One)).Expect(200);
        var xid = IdentityKey.Of("crmid", "1").ToXid();
        Assert.Equal(
            $$$$"""
            {"_page":{"orderby":"timestamp","start":"e00","count":2},"children":[{"relatedEntityId":"{{{{xid}}}}","entityId":"e00","timestamp":{{{{FirstMs}}}},"entity":{"_id":"e00","timestamp":"2026-01-01T00:00:00Z","kind":"view","n":0,"identityMap":{"crmid":[{"id":"1"}]}},"lastModifiedAt":"2026-01-01T00:00:00Z"},{"relatedEntityId":"{{{{xid}}}}","entityId":"e01","timestamp":{{{{FirstMs + 1000}}}},"entity":{"_id":"e01","timestamp":"2026-01-01T00:00:01Z","kind":"buy","n":1,"identityMap":{"crmid":[{"id":"1"}]}},"lastModifiedAt":"2026-01-01T00:00:01Z"}],"_links":{"next":{}}}
            """.Trim(),
            response.Text);
        Assert.Equal(response.Text, (await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid")).Expect(200).Text);
        Assert.Equal(response.Text, (await _user.Api.GetAsync($"{Path}&relatedEntityId={xid}")).Expect(200).Text);
        Assert.Equal(response.Text, (await _user.Api.GetAsync($"{Path}&entityId=1&entityIdNS=crmid&relatedEntityId=1&relatedEntityIdNS=CrmId")).Expect(200).Text);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("&orderby=%2Btimestamp&startTime=1767225602000&endTime=1767225615000", false)]
    [InlineData("&orderby=-timestamp&fields=n", true)]
    public async Task Get_ByTheLinkOfEachPage_IsTheWholeHistory(string others, bool isDescending)
    {
        await IngestAsync(20);
        var found = new List<int>();
        for (var path = $"{One}{others}&limit=7"; path.Length > 0;)
        {
            var page = (await _user.Api.GetAsync(path)).Expect(200).Json;
            var children = page.GetProperty("children").EnumerateArray().ToList();
            Assert.Equal(children.Count, page.GetProperty("_page").GetProperty("count").GetInt32());
            Assert.Equal(children[0].GetProperty("entityId").GetString(), page.GetProperty("_page").GetProperty("start").GetString());
            Assert.Equal(isDescending ? "-timestamp" : "timestamp", page.GetProperty("_page").GetProperty("orderby").GetString());
            found.AddRange(children.Select(static item => item.GetProperty("entity").GetProperty("n").GetInt32()));
            path = "";
            if (page.GetProperty("_links").GetProperty("next").TryGetProperty("href", out var href))
            {
                var next = page.GetProperty("_page").GetProperty("next").GetString();
                Assert.StartsWith($"/entities?start={next}&offsets={next}&schema.name=", href.GetString());
                path = "~/access" + href.GetString();
            }
            else
            {
                Assert.False(page.GetProperty("_page").TryGetProperty("next", out _));
            }
        }

        var expected = others.Contains("startTime", StringComparison.Ordinal) ? Enumerable.Range(2, 13) : Enumerable.Range(0, 20);
        Assert.Equal(isDescending ? expected.Reverse() : expected, found);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("offsets")]
    public async Task Get_StartAndOffsets_AreEitherAccepted(string name)
    {
        await IngestAsync(5);
        var page = (await _user.Api.GetAsync($"{One}&limit=2&{name}=e03")).Expect(200).Json;
        Assert.Equal(["e03", "e04"], page.GetProperty("children").EnumerateArray().Select(static item => item.GetProperty("entityId").GetString()));
        Assert.Equal(name, (await _user.Api.GetAsync($"{One}&{name}=gone")).ExpectError("SEG-GEN004-400").Field);
    }

    // The public Python client keeps all its parameters and only replaces "offsets" by what the link has.
    [Fact]
    public async Task Aepp_PagesByOffsets_ReadsEveryEventOnce()
    {
        await _user.IngestAsync(string.Join('\n', Enumerable.Range(0, 10).Select(static i => Event(i, id: "a&b=%20" + i.ToString(CultureInfo.InvariantCulture)))));
        const string Parameters = $"{Path}&entityId=1&entityIdNS=crmid&relatedSchema.name=_xdm.context.profile&relatedEntityId=1&relatedEntityIdNS=crmid&limit=3";
        var page = (await _user.Api.GetAsync(Parameters)).Expect(200).Json;
        var children = page.GetProperty("children").EnumerateArray().ToList();
        while (page.GetProperty("_links").GetProperty("next").TryGetProperty("href", out var href))
        {
            var offsets = href.GetString()!.Split('?')[1].Split('&').Single(static part => part.StartsWith("offsets=", StringComparison.Ordinal))["offsets=".Length..];
            page = (await _user.Api.GetAsync($"{Parameters}&offsets={Uri.EscapeDataString(Uri.UnescapeDataString(offsets))}")).Expect(200).Json;
            children.AddRange(page.GetProperty("children").EnumerateArray());
            Assert.True(children.Count <= 10, "the pages repeat");
        }

        Assert.Equal(Enumerable.Range(0, 10), children.Select(static item => item.GetProperty("entity").GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task Property_OfTheKnownForm_FiltersEvents_AndOthersAreNamed()
    {
        await IngestAsync(9);
        var bought = (await _user.Api.GetAsync($"{One}&property=kind==buy&limit=3")).Expect(200).Json;
        Assert.Equal([1, 3, 5], bought.GetProperty("children").EnumerateArray().Select(static item => item.GetProperty("entity").GetProperty("n").GetInt32()));
        Assert.Contains("&property=kind%3D%3Dbuy", bought.GetProperty("_links").GetProperty("next").GetProperty("href").GetString());
        Assert.Equal("e07", bought.GetProperty("_page").GetProperty("next").GetString());
        var one = (await _user.Api.GetAsync($"{One}&property=kind==buy&property=n==3&property=identityMap.crmid~id==1")).Expect(200);
        Assert.Equal(3, Assert.Single(one.Json.GetProperty("children").EnumerateArray()).GetProperty("entity").GetProperty("n").GetInt32());
        Assert.False(one.Headers.ContainsKey("x-segmentation-warning"));

        var other = (await _user.Api.GetAsync($"{One}&property=n>3")).Expect(200);
        Assert.Equal(9, other.Json.GetProperty("children").GetArrayLength());
        Assert.Contains("n>3", other.Headers["x-segmentation-warning"]);
    }

    [Fact]
    public async Task Get_ProfileWithoutEvents_IsAnEmptyPage_AndNoProfileIsNotFound()
    {
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"1"}]},"a":1}""");
        Assert.Equal("""{"_page":{"orderby":"timestamp","start":"","count":0},"children":[],"_links":{"next":{}}}""", (await _user.Api.GetAsync(One)).Expect(200).Text);
        Assert.Equal("404", (await _user.Api.GetAsync($"{Path}&relatedEntityId=2&relatedEntityIdNS=crmid")).ExpectError("SEG-PRF001-404").Json.GetProperty("statusCode").GetString());
    }

    [Theory]
    [InlineData("", "relatedEntityId")]
    [InlineData("&relatedEntityId=1&relatedSchema.name=x", "relatedSchema.name")]
    [InlineData("&relatedEntityId=1&startTime=-1", "startTime")]
    [InlineData("&relatedEntityId=1&endTime=1.5", "endTime")]
    [InlineData("&relatedEntityId=1&orderby=name", "orderby")]
    [InlineData("&relatedEntityId=1&limit=0", "limit")]
    [InlineData("&relatedEntityId=1&fields=a.", "fields")]
    public async Task Get_WithAWrongParameter_IsRefused(string others, string field) =>
        Assert.Equal(field, (await _user.Api.GetAsync(Path + others)).ExpectError("SEG-GEN004-400").Field);

    [Fact]
    public async Task Post_EventsOfManyProfiles_AreOnePageEachWithALinkThatGoesOn()
    {
        await IngestAsync(6);
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"2"}]},"_id":"x","timestamp":"2026-01-01T00:00:00Z"}""");
        const string Body =
            """
            {"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},"fields":["n"],"limit":2,"orderby":"-timestamp",
             "timeFilter":{"startTime":1767225600000,"endTime":1767225605000},
             "identities":[{"entityId":"1","entityIdNS":{"code":"crmid"}},{"relatedEntityId":"2","relatedEntityIdNS":{"code":"CRMID"}},{"entityId":"3","entityIdNS":{"code":"crmid"}}]}
            """;
        var map = (await _user.Api.PostAsync("~/access/entities", Body)).Expect(200).Json;
        Assert.Equal(new[] { "1", "2", "3" }.Select(static id => IdentityKey.Of("crmid", id).ToXid()), JobShape.Names(map));
        var pages = map.EnumerateObject().Select(static item => item.Value).ToList();
        Assert.Equal([2, 1, 0], pages.Select(static page => page.GetProperty("_page").GetProperty("count").GetInt32()));
        Assert.Equal("""{"n":4}""", pages[0].GetProperty("children")[0].GetProperty("entity").GetRawText());

        var found = pages[0].GetProperty("children").EnumerateArray().ToList();
        for (var page = pages[0]; page.GetProperty("_links").GetProperty("next").TryGetProperty("href", out var href);)
        {
            page = (await _user.Api.GetAsync("~/access" + href.GetString())).Expect(200).Json;
            found.AddRange(page.GetProperty("children").EnumerateArray());
        }

        Assert.Equal([4, 3, 2, 1, 0], found.Select(static item => item.GetProperty("entity").GetProperty("n").GetInt32()));
    }

    private static string Event(int number, string? id = null)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(FirstMs).AddSeconds(number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $$$"""{"identityMap":{"crmid":[{"id":"1"}]},"_id":"{{{id ?? $"e{number:00}"}}}","timestamp":"{{{time}}}","kind":"{{{(number % 2 == 0 ? "view" : "buy")}}}","n":{{{number}}}}""";
    }

    private Task IngestAsync(int count) => _user.IngestAsync(string.Join('\n', Enumerable.Range(0, count).Reverse().Select(static i => Event(i))));
}
