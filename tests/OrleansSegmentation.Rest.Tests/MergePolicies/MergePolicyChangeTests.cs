using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.MergePolicies;

[Collection(ClusterServer.Collection)]
public sealed class MergePolicyChangeTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/config/mergePolicies";
    private const string Unknown = "1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Get_ByIdInAnyCase_IsThePolicyAsCreated()
    {
        var created = await CreateAsync("p");
        var read = (await _user.Api.GetAsync($"{Path}/{Id(created).ToUpperInvariant()}")).Expect(200).Json;
        Assert.Equal(created.GetRawText(), read.GetRawText());
    }

    [Theory]
    [InlineData("GET", Unknown)]
    [InlineData("PUT", Unknown)]
    [InlineData("PATCH", Unknown)]
    [InlineData("DELETE", Unknown)]
    [InlineData("GET", "no-uuid")]
    [InlineData("PATCH", "no-uuid")]
    public async Task Call_ForAnUnknownPolicy_IsNotFoundWhateverItsBody(string method, string id)
    {
        var body = ApiClient.Content("[3]", "application/json");
        (await _user.Api.SendAsync(new HttpMethod(method), $"{Path}/{id}", body)).ExpectError("SEG-MRG001-404");
    }

    [Fact]
    public async Task Get_PolicyOfAnotherOrganization_IsNotFound()
    {
        var id = Id(await CreateAsync("p"));
        using var other = server.NewUser();
        (await other.Api.GetAsync($"{Path}/{id}")).ExpectError("SEG-MRG001-404");
        (await other.Api.DeleteAsync($"{Path}/{id}")).ExpectError("SEG-MRG001-404");
    }

    [Fact]
    public async Task Put_OtherValues_RaisesTheVersionAndTheSameAgainDoesNot()
    {
        var id = Id(await CreateAsync("p"));
        const string Body =
            """{"id":"x","version":77,"name":"q","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence","order":["crm","web"]},"isActiveOnEdge":true}""";
        var first = (await PutAsync(id, Body)).Expect(200).Json;
        Assert.Equal((id, "q", 2), (Id(first), first.GetProperty("name").GetString(), Version(first)));
        Assert.Equal("""{"type":"dataSetPrecedence","order":["crm","web"]}""", first.GetProperty("attributeMerge").GetRawText());
        var again = (await PutAsync(id, Body)).Expect(200).Json;
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(first.GetRawText(), (await _user.Api.GetAsync($"{Path}/{id}")).Expect(200).Text);
    }

    [Theory]
    [InlineData("""{"name":"q"}""", "SEG-MRG002-400")]
    [InlineData("[]", "SEG-GEN002-400")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"all"},"attributeMerge":{"type":"timestampOrdered"}}""", "SEG-MRG002-400")]
    public async Task Put_WithoutARequiredField_IsRefused(string body, string code)
    {
        var created = await CreateAsync("p");
        (await PutAsync(Id(created), body)).ExpectError(code);
        Assert.Equal(created.GetRawText(), (await _user.Api.GetAsync($"{Path}/{Id(created)}")).Text);
    }

    [Fact]
    public async Task Put_OnTheDefaultWithoutDefault_IsRefusedBecauseADefaultMustStay()
    {
        var id = Id(await DefaultAsync());
        const string Rest = "\"schema\":{\"name\":\"_xdm.context.profile\"},\"identityGraph\":{\"type\":\"pdg\"},\"attributeMerge\":{\"type\":\"timestampOrdered\"}";
        Assert.Equal("default", (await PutAsync(id, $$"""{"name":"q",{{Rest}}}""")).ExpectError("SEG-MRG002-400").Field);
        Assert.Equal(2, Version((await PutAsync(id, $$"""{"name":"q","default":true,{{Rest}}}""")).Expect(200).Json));
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/name","value":"q"}]""", "name", "\"q\"")]
    [InlineData("""{"op":"replace","path":"/name","value":"q"}""", "name", "\"q\"")]
    [InlineData("""[{"op":"replace","path":"/isActiveOnEdge","value":"true"}]""", "isActiveOnEdge", "true")]
    [InlineData("""[{"op":"replace","path":"/default","value":true}]""", "default", "true")]
    [InlineData("""[{"op":"replace","path":"/attributeMerge","value":{"type":"timestampOrdered"}}]""", "attributeMerge", """{"type":"timestampOrdered"}""")]
    [InlineData("""[{"op":"replace","path":"/attributeMerge.order","value":["b"]}]""", "attributeMerge", """{"type":"dataSetPrecedence","order":["b"]}""")]
    [InlineData("""[{"op":"replace","path":"/attributeMerge/type","value":"timestampOrdered"}]""", "attributeMerge", """{"type":"timestampOrdered"}""")]
    [InlineData("""[{"op":"add","path":"/name","value":"x"},{"op":"add","path":"/identityGraph.type","value":"pdg"},{"op":"add","path":"/name","value":"q"}]""", "name", "\"q\"")]
    public async Task Patch_InEveryForm_ChangesTheFieldAndRaisesTheVersionByOne(string body, string field, string expected)
    {
        var id = Id(await CreateAsync("p", """{"type":"dataSetPrecedence","order":["a"]}"""));
        var patched = (await _user.Api.PatchAsync($"{Path}/{id}", body)).Expect(200).Json;
        Assert.Equal((expected, 2), (patched.GetProperty(field).GetRawText(), Version(patched)));
        var again = (await _user.Api.SendAsync(HttpMethod.Patch, $"{Path}/{id}", ApiClient.Content(body, contentType: null))).Expect(200);
        Assert.Equal(patched.GetRawText(), again.Text);
    }

    [Theory]
    [InlineData("\"x\"", "SEG-GEN002-400", null)]
    [InlineData("[3]", "SEG-MRG002-400", "[0]")]
    [InlineData("""{"path":"/name","value":"q"}""", "SEG-MRG002-400", "op")]
    [InlineData("""[{"op":"remove","path":"/name"}]""", "SEG-MRG002-400", "[0].op")]
    [InlineData("""[{"op":"add","path":"/version","value":7}]""", "SEG-MRG002-400", "[0].path")]
    [InlineData("""[{"op":"add","path":"name","value":"q"}]""", "SEG-MRG002-400", "[0].path")]
    [InlineData("""[{"op":"add","value":"q"}]""", "SEG-MRG002-400", "[0].path")]
    [InlineData("""[{"op":"add","path":"/name"}]""", "SEG-MRG002-400", "[0].value")]
    [InlineData("""[{"op":"add","path":"/name","value":7}]""", "SEG-MRG002-400", "[0].value")]
    [InlineData("""[{"op":"add","path":"/default","value":"yes"}]""", "SEG-MRG002-400", "[0].value")]
    [InlineData("""[{"op":"add","path":"/default","value":null}]""", "SEG-MRG002-400", "[0].value")]
    [InlineData("""[{"op":"add","path":"/identityGraph","value":{}}]""", "SEG-MRG002-400", "[0].value.type")]
    [InlineData("""[{"op":"add","path":"/identityGraph/type","value":"all"}]""", "SEG-MRG002-400", "identityGraph.type")]
    [InlineData("""[{"op":"add","path":"/attributeMerge/order","value":["a","a"]}]""", "SEG-MRG002-400", "attributeMerge.order")]
    [InlineData("""[{"op":"add","path":"/attributeMerge/type","value":"dataSetPrecedence"}]""", "SEG-MRG002-400", "attributeMerge.order")]
    public async Task Patch_WithOneWrongOperation_ChangesNothing(string body, string code, string? field)
    {
        var created = await CreateAsync("p");
        var mixed = body.StartsWith('[') ? body.Insert(body.Length - 1, """,{"op":"add","path":"/name","value":"taken"}""") : body;
        var refused = (await _user.Api.PatchAsync($"{Path}/{Id(created)}", mixed)).ExpectError(code);
        Assert.Equal(field, refused.Field);
        Assert.Equal(created.GetRawText(), (await _user.Api.GetAsync($"{Path}/{Id(created)}")).Text);
    }

    [Fact]
    public async Task Default_MovedByPatch_RaisesBothVersionsAndCannotBeTakenBack()
    {
        var former = Id(await DefaultAsync());
        var next = Id(await CreateAsync("next"));
        Assert.Equal(2, Version(await PatchedAsync(next, """{"op":"replace","path":"/default","value":"true"}""")));
        var displaced = (await _user.Api.GetAsync($"{Path}/{former}")).Expect(200).Json;
        Assert.Equal((2, false), (Version(displaced), displaced.GetProperty("default").GetBoolean()));
        Assert.Equal(next, Id(await DefaultAsync()));

        var refused = await _user.Api.PatchAsync($"{Path}/{next}", """{"op":"replace","path":"/default","value":"false"}""");
        Assert.Equal("default", refused.ExpectError("SEG-MRG002-400").Field);
    }

    [Fact]
    public async Task ActiveOnEdge_SetOnAnother_LeavesTheFirst()
    {
        var one = Id(await CreateAsync("one"));
        var two = Id(await CreateAsync("two"));
        const string Edge = """{"op":"replace","path":"/isActiveOnEdge","value":true}""";
        await PatchedAsync(one, Edge);
        await PatchedAsync(two, Edge);
        var first = (await _user.Api.GetAsync($"{Path}/{one}")).Expect(200).Json;
        Assert.Equal((3, false), (Version(first), first.GetProperty("isActiveOnEdge").GetBoolean()));
    }

    [Fact]
    public async Task Delete_UnusedPolicy_AnswersAnEmpty200AndMakesRoom()
    {
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(Id(await CreateAsync($"p{i}")));
        }

        var deleted = (await _user.Api.DeleteAsync($"{Path}/{ids[0]}")).Expect(200);
        Assert.Empty(deleted.Body);
        (await _user.Api.GetAsync($"{Path}/{ids[0]}")).ExpectError("SEG-MRG001-404");
        (await _user.Api.DeleteAsync($"{Path}/{ids[0]}")).ExpectError("SEG-MRG001-404");
        await CreateAsync("another");
    }

    [Fact]
    public async Task Delete_DefaultOrUsedPolicy_IsRefusedAndTheUserIsNamed()
    {
        (await _user.Api.DeleteAsync($"{Path}/{Id(await DefaultAsync())}")).ExpectError("SEG-MRG003-400");

        var policy = Id(await CreateAsync("p"));
        var definition = await DefineWithAsync(policy);
        Assert.Contains(definition, (await _user.Api.DeleteAsync($"{Path}/{policy}")).ExpectError("SEG-MRG003-400").Message);
        (await _user.Api.DeleteAsync($"~/segment/definitions/{definition}")).Expect(200);
        (await _user.Api.DeleteAsync($"{Path}/{policy}")).Expect(200);
    }

    [Fact]
    public async Task BulkGet_KnownAndUnknownIds_AnswersEach()
    {
        var created = await CreateAsync("p");
        var body = ApiClient.Content($$"""{"ids":[{"id":"{{Id(created)}}"},"{{Unknown}}","no-uuid"]}""", contentType: null);
        var results = (await _user.Api.SendAsync(HttpMethod.Post, $"{Path}/bulk-get", body)).Expect(207).Json.GetProperty("results");
        Assert.Equal(created.GetRawText(), results.GetProperty(Id(created)).GetRawText());
        foreach (var missing in new[] { Unknown, "no-uuid" })
        {
            var error = results.GetProperty(missing).GetProperty("errors").GetProperty("404")[0];
            Assert.Equal("SEG-MRG001-404", error.GetProperty("code").GetString());
        }

        (await _user.Api.PostAsync($"{Path}/bulk-get", """{"ids":[]}""")).ExpectError("SEG-JOB013-400");
    }

    [Fact]
    public async Task Jobs_AcceptedBeforeTheirPolicyChangesAndGoes_EndWithTheirSnapshot()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles); // into the dataset crm
        var policy = Id(await CreateAsync("p", """{"type":"dataSetPrecedence","order":["crm"]}"""));
        var definition = await DefineWithAsync(policy);
        string running, waiting;
        using (server.HoldResults(_user.SandboxId))
        {
            running = (await _user.SubmitAsync(definition)).GetProperty("id").GetString()!;
            waiting = (await _user.SubmitAsync(definition)).GetProperty("id").GetString()!;
            await _user.WaitForAsync(running, SegmentJobStatus.Processing);
            await PatchedAsync(policy, """{"op":"replace","path":"/attributeMerge/order","value":["other"]}""");
            (await _user.Api.PatchAsync($"~/segment/definitions/{definition}", """{"mergePolicyId":null}""")).Expect(200);
            (await _user.Api.DeleteAsync($"{Path}/{policy}")).Expect(200);
        }

        foreach (var id in new[] { running, waiting })
        {
            var job = await _user.FinishAsync(id);
            Assert.Equal("SUCCEEDED", job.GetProperty("status").GetString());
            var snapshot = job.GetProperty("segments")[0].GetProperty("segment").GetProperty("mergePolicy");
            Assert.Equal((policy, 1), (snapshot.GetProperty("id").GetString(), snapshot.GetProperty("version").GetInt32()));
            var metrics = job.GetProperty("metrics");
            Assert.Equal(4, metrics.GetProperty("segmentedProfileCounter").GetProperty(definition).GetInt32());
            Assert.Equal(10, metrics.GetProperty("totalProfilesByMergePolicy").GetProperty(policy).GetInt32());
        }
    }

    [Fact]
    public async Task Job_AfterItsPolicyChanged_ReadsTheNewVersion()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var policy = Id(await CreateAsync("p", """{"type":"dataSetPrecedence","order":["crm"]}"""));
        var definition = await DefineWithAsync(policy);
        Assert.Equal(4, Count(await _user.RunAsync(definition), definition));
        await PatchedAsync(policy, """{"op":"replace","path":"/attributeMerge/order","value":["other"]}""");
        Assert.Equal(0, Count(await _user.RunAsync(definition), definition));
    }

    private static int Count(JsonElement job, string segment) =>
        job.GetProperty("metrics").GetProperty("segmentedProfileCounter").GetProperty(segment).GetInt32();

    private static string Id(JsonElement policy) => policy.GetProperty("id").GetString()!;

    private static int Version(JsonElement policy) => policy.GetProperty("version").GetInt32();

    private async Task<JsonElement> CreateAsync(string name, string attributeMerge = """{"type":"timestampOrdered"}""") =>
        (await _user.Api.PostAsync(
            Path,
            $$$"""{"name":"{{{name}}}","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{{{attributeMerge}}}}""")).Expect(200).Json;

    private async Task<JsonElement> DefaultAsync() =>
        Assert.Single((await _user.Api.GetAsync($"{Path}?default=true")).Expect(200).Json.GetProperty("children").EnumerateArray());

    private async Task<JsonElement> PatchedAsync(string id, string body) =>
        (await _user.Api.PatchAsync($"{Path}/{id}", body)).Expect(200).Json;

    private Task<ApiResponse> PutAsync(string id, string body) =>
        _user.Api.SendAsync(HttpMethod.Put, $"{Path}/{id}", ApiClient.Content(body, "application/json"));

    private async Task<string> DefineWithAsync(string policy)
    {
        var body = SandboxUser.Definition("us", SandboxUser.InTheUs).Insert(1, $"\"mergePolicyId\":\"{policy}\",");
        return (await _user.Api.PostAsync("~/segment/definitions", body)).Expect(200).Json.GetProperty("id").GetString()!;
    }
}
