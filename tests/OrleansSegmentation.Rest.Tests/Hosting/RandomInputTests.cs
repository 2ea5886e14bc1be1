using System.Text;
using Xunit.Abstractions;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>Damaged requests of every kind, by seed: each is answered in one of the documented forms, and the server goes on working.</summary>
[Collection(ClusterServer.Collection)]
public sealed class RandomInputTests(ClusterServer server, ITestOutputHelper output) : IDisposable
{
    private const int Requests = 600;

    private static readonly int[] Expected = [200, 204, 207, 400, 403, 404, 405, 409, 413, 422, 429];

    private static readonly string[] Paths =
    [
        "/segment/jobs", "/segment/jobs/bulk-get", "/segment/jobs/ID", "/segment/jobs/ID/diagnostics", "/segment/definitions",
        "/segment/definitions/ID", "/segment/definitions/bulk-get", "/segment/definitions/ID/members", "/segment/conversion", "/segment/explain",
        "/config/mergePolicies", "/config/mergePolicies/ID", "/config/mergePolicies/bulk-get",
        "/ingest/profiles", "/nowhere", "/access/entities", "/segment/profiles/clusters",
        "/config/schedules", "/config/schedules/ID", "/config/schedules/add-audiences", "/config/schedules/audience-map", "/config/schedules/trigger",
    ];

    private static readonly string[] Methods = ["GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "PUT"];

    private static readonly string[] Bodies =
    [
        """[{"segmentId":"ID"}]""", """{"schema":{"name":"_xdm.context.profile"},"segments":[{"segmentId":"*"}]}""",
        """{"ids":[{"id":"ID"},"ID"]}""",
        """{"name":"n","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"a.b = \"c\" and not (d > 1.5)"},"ttlInDays":3,"evaluationInfo":{"batch":{"enabled":true}}}""",
        """{"expression":{"type":"PQL","format":"pql/text","value":"a.b = 1"},"profile":{"a":{"b":1}},"asOf":"2026-01-01T00:00:00Z"}""",
        """{"segmentId":"ID","entityId":"1","entityIdNS":"crmid","mergePolicyId":null}""",
        """{"name":"p","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence","order":["a","b"]}}""",
        """[{"op":"add","path":"/name","value":"q"},{"op":"replace","path":"/attributeMerge/order","value":["a"]}]""",
        """{"identityMap":{"crmid":[{"id":"1","primary":true}]},"a":{"b":[1,2.5e3,null,true]}}""",
        """{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"1","entityIdNS":{"code":"crmid"}}],"fields":["a.b"]}""",
        """{"id":"ID","name":"s","state":"active","type":"batch_segmentation","schedule":"0 0 1 ? * MON-FRI 2027","properties":{"segments":["ID"]},"segments":["ID"]}""",
        """[{"op":"add","path":"/schedule","value":"0 0 1 L * ?"},{"op":"replace","path":"/properties/segments","value":["*"]}]""",
    ];

    private static readonly string[] Parameters =
    [
        "limit=5", "start=1", "page=1", "status=SUCCEEDED", "sort=creationTime:desc,id", "property=segments~segmentId==ID", "segmentDetail=ids",
        "orderBy=-name", "default=true", "datasetId=crm", "evaluationInfo.batch.enabled=true", "version=1",
        "schema.name=_xdm.context.profile&entityId=1&entityIdNS=crmid", "schema.name=_xdm.context.experienceevent&relatedEntityId=1&relatedEntityIdNS=crmid",
    ];

    private static readonly string[] Fragments =
        ["\"", "{", "}", "[", "]", ":", ",", "null", "-1", "1e999", "99999999999999999999", "\\ud800", "\\u0000", "é", "😀", "\0", "==", "~", "%00", "%zz", "..", "\\"];

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(20260101)]
    public async Task Server_UnderDamagedRequests_AnswersEachAndStaysHealthy(int seed)
    {
        output.WriteLine($"seed {seed}");
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var random = new Random(seed);
        for (var i = 0; i < Requests; i++)
        {
            await SendAsync(random, us);
        }

        await _user.IngestAsync(SandboxUser.TenProfiles);
        var job = await _user.RunAsync(await _user.DefineAsync("france, after all that", "workAddress.country = \"FR\""));
        Assert.Equal("SUCCEEDED", job.GetProperty("status").GetString());
    }

    private async Task SendAsync(Random random, string id)
    {
        var method = Pick(random, Methods);
        var path = Damage(random, Pick(random, Paths).Replace("ID", id), 0.1).Replace("\\", "").Replace("\0", ""); // the server itself refuses these
        var query = Damage(random, string.Join('&', random.GetItems(Parameters, random.Next(4))).Replace("ID", id), 0.3);
        var body = Encoding.UTF8.GetBytes(Damage(random, Pick(random, Bodies).Replace("ID", id), 0.7));
        if (random.Next(10) == 0)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        var type = random.Next(5) switch { 0 => null, 1 => "text/plain", 2 => "application/x-ndjson", _ => "application/json" };
        var content = method is "GET" or "HEAD" or "OPTIONS" ? null : ApiClient.Content(body, type);
        var response = await _user.Api.SendAsync(
            new HttpMethod(method), $"{ApiClient.BasePath}{Uri.EscapeDataString(path).Replace("%2F", "/")}?{query.Replace("#", "")}", content);

        var request = $"{method} {path}?{query} {type} {Encoding.UTF8.GetString(body)}";
        Assert.True(Expected.Contains(response.Status), $"{response.Status} for {request}: {response.Text}");
        if (response.Status >= 400 && method != "HEAD" && response.Text.Contains("\"errors\"", StringComparison.Ordinal))
        {
            Assert.NotEmpty(response.Errors());
        }
        else if (response.Status >= 400 && method != "HEAD")
        {
            Assert.True(response.Text.Contains("A valid content-type", StringComparison.Ordinal), $"{response.Text} for {request}");
        }
    }

    private static string Damage(Random random, string text, double probability)
    {
        while (random.NextDouble() < probability)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(3) switch
            {
                0 => text.Insert(at, Pick(random, Fragments)),
                1 => text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at)),
                _ => text.Insert(at, text[at..Math.Min(text.Length, at + random.Next(12))]),
            };
        }

        return text;
    }

    private static string Pick(Random random, string[] items) => items[random.Next(items.Length)];
}
