using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Jobs;

/// <summary>The example bodies of the contract against the server: the same fields, of the same kinds, and no others.</summary>
[Collection(ClusterServer.Collection)]
public sealed class JobExampleTests(ClusterServer server) : IDisposable
{
    private const string List =
        """
        {
          "_page": { "totalCount": 5, "pageSize": 1, "next": "1" },
          "children": [
            {
              "id": "b8a4d0f6-6e21-4c7b-9f5d-03c1a2e4f718",
              "imsOrgId": "6E41B0C7D9F2583A0A49E10B@AdobeOrg",
              "sandbox": { "sandboxId": "7b1f0e52-9c34-4c1e-8d6a-2f40c3b9e511", "sandboxName": "prod", "type": "production", "default": true },
              "profileInstanceId": "ups",
              "source": "api",
              "status": "SUCCEEDED",
              "batchId": "3d5c9a17-8b20-4e6f-a1c4-5e7092fb6d38",
              "computeJobId": 412,
              "computeGatewayJobId": "e07b64d9-15fa-4c83-bd22-9a6f3c81e705",
              "segments": [
                { "segmentId": "8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482",
                  "segment": {
                    "id": "8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482",
                    "expression": { "type": "PQL", "format": "pql/text", "value": "loyalty.tier = \"gold\"" },
                    "mergePolicyId": "1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13",
                    "mergePolicy": { "id": "1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13", "version": 3 } } }
              ],
              "metrics": {
                "totalTime": { "startTimeInMs": 1767258002031, "endTimeInMs": 1767258020231, "totalTimeInMs": 18200 },
                "profileSegmentationTime": { "startTimeInMs": 1767258002960, "endTimeInMs": 1767258019460, "totalTimeInMs": 16500 },
                "totalProfiles": 568400,
                "segmentedProfileCounter": { "8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482": 1933 },
                "segmentedProfileByNamespaceCounter": { "8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482": { "crmid": 1933, "email": 1702 } },
                "segmentedProfileByStatusCounter": { "8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482": { "realized": 1933, "exited": 57 } },
                "totalProfilesByMergePolicy": { "1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13": 250000 }
              },
              "requestId": "q7Zt1XwPaB3mKc0RyL5uVdE8nHs2GfJ9",
              "schema": { "name": "_xdm.context.profile" },
              "_links": {
                "cancel": { "href": "/segment/jobs/b8a4d0f6-6e21-4c7b-9f5d-03c1a2e4f718", "method": "DELETE" },
                "checkStatus": { "href": "/segment/jobs/b8a4d0f6-6e21-4c7b-9f5d-03c1a2e4f718", "method": "GET" } },
              "updateTime": 1767258020000,
              "creationTime": 1767258000417,
              "updateEpoch": 1767258020
            }
          ],
          "_links": { "next": { "href": "@/segment/jobs?start=1&limit=1&status=SUCCEEDED&property=segments~segmentId%3D%3D8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482" } }
        }
        """;

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task ListOfSucceededJobs_IsShapedAsInTheExample()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var gold = await _user.DefineAsync("gold", SandboxUser.Gold);
        await _user.RunAsync(gold);
        await _user.RunAsync(gold);
        var list = (await _user.Api.GetAsync($"~/segment/jobs?status=SUCCEEDED&limit=1&property=segments~segmentId=={gold}")).Expect(200).Json;
        Assert.Equal(JsonOutline.Of(JsonElement.Parse(List)), JsonOutline.Of(list));
        Assert.Equal(
            $"@/segment/jobs?start=1&limit=1&status=SUCCEEDED&property=segments~segmentId%3D%3D{gold}",
            list.GetProperty("_links").GetProperty("next").GetProperty("href").GetString());
    }

    [Fact]
    public async Task NewJob_IsShapedAsInTheExample()
    {
        var job = await _user.SubmitAsync(await _user.DefineAsync("gold", SandboxUser.Gold));
        Assert.Equal(
            Example("""{"status":"NEW","metrics":{"totalTime":{},"profileSegmentationTime":{}}}"""), JsonOutline.Of(job));
    }

    [Fact]
    public async Task RunningJob_IsShapedAsInTheExampleOrHasNoCountsYet()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var gold = await _user.DefineAsync("gold", SandboxUser.Gold);
        using var held = server.HoldResults(_user.SandboxId);
        var id = (await _user.SubmitAsync(gold)).GetProperty("id").GetString()!;
        await _user.WaitForAsync(id, SegmentJobStatus.Processing);
        var outline = JsonOutline.Of(await _user.ReadAsync(id));
        var withCounts = Example(
            """
            {"status":"PROCESSING","metrics":{"totalTime":{"startTimeInMs":1767258002031},"profileSegmentationTime":{"startTimeInMs":1767258002960},
            "totalProfiles":187040,"segmentedProfileCounter":{"8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482":604},
            "totalProfilesByMergePolicy":{"1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13":82290}}}
            """);
        Assert.Empty(outline.Except(withCounts));
        Assert.Contains("metrics.totalTime.startTimeInMs: Number", outline);
    }

    [Fact]
    public async Task FailedJob_IsShapedAsInTheExample()
    {
        await using var impatient = await ClusterServer.StartAsync(new() { ["Segmentation:Jobs:MaxRunDuration"] = "00:00:01" });
        using var user = impatient.NewUser();
        await user.IngestAsync(SandboxUser.TenProfiles);
        using var held = impatient.HoldResults(user.SandboxId);
        var job = await user.RunAsync(await user.DefineAsync("gold", SandboxUser.Gold));
        Assert.Equal("FAILED", job.GetProperty("status").GetString());
        Assert.Equal("SEG-RUN003", job.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("", job.GetProperty("errors")[0].GetProperty("callStack").GetString());
        JobShape.Check(job);

        var example = Example(
            """
            {"status":"FAILED","metrics":{"totalTime":{"startTimeInMs":1767258002031,"endTimeInMs":1767258032031,"totalTimeInMs":30000},
            "profileSegmentationTime":{"startTimeInMs":1767258002960}},
            "errors":[{"code":"SEG-RUN001","msg":"Partition 17 did not answer after 5 attempts.","callStack":""}]}
            """);
        Assert.Equal(example, JsonOutline.Of(job).Except(
            ["metrics.profileSegmentationTime.endTimeInMs: Number", "metrics.profileSegmentationTime.totalTimeInMs: Number"]));
    }

    [Fact]
    public async Task BulkGet_IsShapedAsInTheExample()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = (await _user.RunAsync(await _user.DefineAsync("gold", SandboxUser.Gold))).GetProperty("id").GetString();
        const string Missing =
            """
            {"requestId":"hN2vR8cQ0aZxW5tK7yBdM1sLpE6uGj3F","errors":{"404":[
              {"code":"SEG-JOB001-404","message":"Segment job 00000000-0000-4000-8000-000000000001 does not exist."}]}}
            """;
        var example = new JsonObject
        {
            ["results"] = new JsonObject
            {
                ["b8a4d0f6-6e21-4c7b-9f5d-03c1a2e4f718"] = JsonNode.Parse(List)!["children"]![0]!.DeepClone(),
                ["00000000-0000-4000-8000-000000000001"] = JsonNode.Parse(Missing),
            },
        };
        var body = $$"""{"ids":[{"id":"{{id}}"},{"id":"00000000-0000-4000-8000-000000000001"}]}""";
        var response = (await _user.Api.PostAsync("~/segment/jobs/bulk-get", body)).Expect(207);
        Assert.Equal(JsonOutline.Of(JsonElement.Parse(example.ToJsonString())), JsonOutline.Of(response.Json));
    }

    // The example job with some fields replaced, as the contract writes its examples of other states.
    private static IReadOnlyList<string> Example(string differences)
    {
        var job = JsonNode.Parse(List)!["children"]![0]!.DeepClone().AsObject();
        foreach (var (name, value) in JsonNode.Parse(differences)!.AsObject().ToList())
        {
            job[name] = value!.DeepClone();
        }

        return JsonOutline.Of(JsonElement.Parse(job.ToJsonString()));
    }
}
