using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Jobs;

/// <summary>
/// The public guide of the endpoint contradicts itself in 25 places; each test fixes how one of them was decided. The numbers are those of
/// the list of decisions.
/// </summary>
[Collection(ClusterServer.Collection)]
public sealed class ContradictionTests(ClusterServer server) : IAsyncLifetime
{
    private readonly SandboxUser _user = server.NewUser();
    private string _us = "";
    private string _italy = "";
    private JsonElement _new;
    private JsonElement _done;

    public async Task InitializeAsync()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        _us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        _italy = await _user.DefineAsync("italy", "workAddress.country = \"IT\"");
        _new = await _user.SubmitAsync(_us, _italy);
        _done = await _user.FinishAsync(_new.GetProperty("id").GetString()!);
    }

    public Task DisposeAsync()
    {
        _user.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task C01_Cancelled_IsWrittenWithTwoLsAndReadWithOneOrTwo()
    {
        using var held = server.HoldResults(_user.SandboxId);
        var first = (await _user.SubmitAsync(_us)).GetProperty("id").GetString()!;
        var id = (await _user.SubmitAsync(_us)).GetProperty("id").GetString()!;
        await _user.Api.DeleteAsync($"~/segment/jobs/{id}");
        var job = await _user.WaitForAsync(id, SegmentJobStatus.Cancelled);
        Assert.Equal("CANCELLED", job.GetProperty("status").GetString());
        foreach (var query in new[] { "status=CANCELLED", "status=canceled", "property=status==CANCELLED", "property=status==CANCELED" })
        {
            Assert.Equal(id, (await ListAsync(query)).GetProperty("children")[0].GetProperty("id").GetString());
        }

        await _user.Api.DeleteAsync($"~/segment/jobs/{first}");
    }

    [Fact]
    public async Task C02_Queued_IsARealState()
    {
        using var held = server.HoldResults(_user.SandboxId);
        var first = (await _user.SubmitAsync(_us)).GetProperty("id").GetString()!;
        var id = (await _user.SubmitAsync(_us)).GetProperty("id").GetString()!;
        await _user.WaitForAsync(id, SegmentJobStatus.Queued);
        Assert.Equal(id, (await ListAsync("status=QUEUED")).GetProperty("children")[0].GetProperty("id").GetString());
        await _user.Api.DeleteAsync($"~/segment/jobs/{id}");
        await _user.Api.DeleteAsync($"~/segment/jobs/{first}");
    }

    [Fact]
    public void C03_CreatedJob_IsNewWithEmptyTimes()
    {
        Assert.Equal("NEW", _new.GetProperty("status").GetString());
        Assert.Equal("""{"totalTime":{},"profileSegmentationTime":{}}""", _new.GetProperty("metrics").GetRawText());
    }

    [Fact]
    public void C04_CreatedJob_HasSourceApiItsOwnRequestIdAndNoProperties()
    {
        Assert.Equal("api", _new.GetProperty("source").GetString());
        Assert.Matches("^[A-Za-z0-9]{32}$", _new.GetProperty("requestId").GetString());
        Assert.False(_new.TryGetProperty("properties", out _));
    }

    [Fact]
    public void C05_SucceededJob_CarriesTimesAndCounters() => JobShape.CheckSucceeded(_done);

    [Fact]
    public void C06_Counter_IsTheNumberOfRealizedProfiles()
    {
        Assert.Equal(4, Metrics("segmentedProfileCounter").GetProperty(_us).GetInt32());
        Assert.Equal("""{"realized":4,"exited":0}""", Metrics("segmentedProfileByStatusCounter").GetProperty(_us).GetRawText());
    }

    [Fact]
    public async Task C06_Exited_IsAnotherPopulationAndMayBeLarger()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles.Replace("\"US\"", "\"CA\""));
        var counts = (await _user.RunAsync(_us)).GetProperty("metrics").GetProperty("segmentedProfileByStatusCounter").GetProperty(_us);
        Assert.Equal("""{"realized":0,"exited":4}""", counts.GetRawText());
    }

    [Fact]
    public void C07_CounterKeys_AreTheSegmentsOfTheJob() =>
        Assert.Equal(
            JobShape.SegmentIds(_done).Order(StringComparer.Ordinal),
            JobShape.Names(Metrics("segmentedProfileCounter")).Order(StringComparer.Ordinal));

    [Fact]
    public void C08_EverySegment_HasCountersEvenIfTheyAreZero()
    {
        Assert.Equal(0, Metrics("segmentedProfileCounter").GetProperty(_italy).GetInt32());
        Assert.Equal("{}", Metrics("segmentedProfileByNamespaceCounter").GetProperty(_italy).GetRawText());
        Assert.Equal("""{"realized":0,"exited":0}""", Metrics("segmentedProfileByStatusCounter").GetProperty(_italy).GetRawText());
    }

    [Fact]
    public void C09_Counters_HaveTheNamesOfTheJson()
    {
        Assert.False(_done.GetProperty("metrics").TryGetProperty("segmentProfileCounter", out _));
        Assert.False(_done.GetProperty("metrics").TryGetProperty("segmentProfileByStatusCounter", out _));
        Assert.Equal(JsonValueKind.Object, Metrics("segmentedProfileByNamespaceCounter").ValueKind);
    }

    [Fact]
    public void C10_StatusCounters_AreRealizedAndExited() =>
        Assert.All(
            Metrics("segmentedProfileByStatusCounter").EnumerateObject(),
            static item => Assert.Equal(["realized", "exited"], JobShape.Names(item.Value)));

    [Fact]
    public async Task C11_List_IsOfSegmentJobs() =>
        Assert.Equal(_done.GetRawText(), (await ListAsync("")).GetProperty("children")[0].GetRawText());

    [Fact]
    public async Task C12_ListWithoutLimit_HoldsAll()
    {
        await _user.RunAsync(_us);
        Assert.Equal("""{"totalCount":2,"pageSize":2}""", (await ListAsync("")).GetProperty("_page").GetRawText());
    }

    [Fact]
    public async Task C13_PageSize_IsTheNumberOfChildren()
    {
        var list = await ListAsync("limit=14");
        Assert.Equal(1, list.GetProperty("_page").GetProperty("pageSize").GetInt32());
        Assert.Equal(1, list.GetProperty("children").GetArrayLength());
    }

    [Fact]
    public void C14_OneJob_IsBare()
    {
        Assert.False(_done.TryGetProperty("children", out _));
        Assert.Equal(2, _done.GetProperty("segments").GetArrayLength());
    }

    [Fact]
    public async Task C15_Format_IsTheStoredOneAndItsValueMustMatch()
    {
        const string Json =
            """{"nodeType":"fnApply","fnName":"=","params":[{"nodeType":"fieldLookup","fieldName":"country","object":{"nodeType":"fieldLookup","fieldName":"workAddress","object":{"nodeType":"parameterReference","position":1}}},{"nodeType":"literal","literalType":"String","value":"US"}]}""";
        var saved = (await _user.Api.PostAsync("~/segment/definitions", SandboxUser.Definition("json", "pql/json", Json))).Expect(200).Json;
        var id = saved.GetProperty("id").GetString()!;
        var job = await _user.RunAsync(id);
        var expression = job.GetProperty("segments")[0].GetProperty("segment").GetProperty("expression");
        Assert.Equal(("pql/json", Json), (expression.GetProperty("format").GetString(), expression.GetProperty("value").GetString()));
        Assert.Equal(4, job.GetProperty("metrics").GetProperty("segmentedProfileCounter").GetProperty(id).GetInt32());

        var text = JsonSerializer.Serialize(SandboxUser.InTheUs);
        (await _user.Api.PostAsync("~/segment/definitions", SandboxUser.Definition("text", "pql/json", text))).ExpectError("SEG-DEF003-400");
    }

    [Fact]
    public void C16_StartTime_IsTheStartOfProcessing() =>
        Assert.True(
            Metrics("totalTime").GetProperty("startTimeInMs").GetInt64() >= _done.GetProperty("creationTime").GetInt64());

    [Fact]
    public void C17_NamespaceCounters_AreAtMostTheCounter() =>
        Assert.Equal("""{"crmid":4,"email":2}""", Sorted(Metrics("segmentedProfileByNamespaceCounter").GetProperty(_us)));

    [Fact]
    public void C18_TotalProfiles_IsThere() => Assert.Equal(10, Metrics("totalProfiles").GetInt32());

    [Fact]
    public async Task C19_Delete_OfAFreshlyFinishedJobKeepsItsRecord()
    {
        var id = (await _user.RunAsync(_us)).GetProperty("id").GetString()!;
        (await _user.Api.DeleteAsync($"~/segment/jobs/{id}")).Expect(204);
        Assert.Equal("SUCCEEDED", (await _user.ReadAsync(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task C20_BulkGet_GivesFullObjects()
    {
        var id = _done.GetProperty("id").GetString()!;
        var results = (await _user.Api.PostAsync("~/segment/jobs/bulk-get", $$"""{"ids":[{"id":"{{id}}"}]}""")).Expect(207).Json;
        Assert.Equal(_done.GetRawText(), results.GetProperty("results").GetProperty(id).GetRawText());
    }

    [Fact]
    public async Task C21_Start_CountsItems()
    {
        var second = await _user.RunAsync(_us);
        var list = await ListAsync("start=1&limit=100");
        Assert.Equal(_done.GetProperty("id").GetString(), Assert.Single(list.GetProperty("children").EnumerateArray()).GetProperty("id").GetString());
        Assert.NotEqual(second.GetProperty("id").GetString(), _done.GetProperty("id").GetString());
    }

    [Fact]
    public async Task C22_SegmentName_IsNotLookedUp() =>
        Assert.Equal(0, (await ListAsync("property=segments~segmentId==us")).GetProperty("_page").GetProperty("totalCount").GetInt32());

    [Fact]
    public void C23_ComputeIds_AreAssignedAtCreation()
    {
        foreach (var name in new[] { "computeJobId", "batchId", "computeGatewayJobId" })
        {
            Assert.Equal(_new.GetProperty(name).GetRawText(), _done.GetProperty(name).GetRawText());
        }
    }

    [Fact]
    public void C24_UpdateTime_IsWholeSeconds()
    {
        foreach (var job in new[] { _new, _done })
        {
            Assert.Equal(0, job.GetProperty("updateTime").GetInt64() % 1000);
            Assert.Equal(job.GetProperty("updateEpoch").GetInt64(), job.GetProperty("updateTime").GetInt64() / 1000);
        }
    }

    [Fact]
    public void C25_EvaluationMayEndWithTheJobButNotAfterIt() =>
        Assert.True(
            Metrics("profileSegmentationTime").GetProperty("endTimeInMs").GetInt64() <= Metrics("totalTime").GetProperty("endTimeInMs").GetInt64());

    private JsonElement Metrics(string name) => _done.GetProperty("metrics").GetProperty(name);

    private static string Sorted(JsonElement map) =>
        $"{{{string.Join(',', map.EnumerateObject().OrderBy(static item => item.Name, StringComparer.Ordinal).Select(static item => $"\"{item.Name}\":{item.Value}"))}}}";

    private async Task<JsonElement> ListAsync(string query) => (await _user.Api.GetAsync($"~/segment/jobs?{query}")).Expect(200).Json;
}
