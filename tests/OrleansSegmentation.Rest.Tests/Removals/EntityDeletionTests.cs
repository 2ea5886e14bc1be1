using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Removals;

[Collection(ClusterServer.Collection)]
public sealed class EntityDeletionTests(ClusterServer server) : IDisposable
{
    private const string Profile = "schema.name=_xdm.context.profile";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Delete_AProfile_Answers202AndItIsGone()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);

        var deleted = (await DeleteAsync("entityId=A@Example.com&entityIdNS=email")).Expect(202);
        Assert.Empty(deleted.Body);
        Assert.Equal(["2", "3", "4"], await MembersAsync(id)); // before any other job

        (await DeleteAsync("entityId=no-xid")).ExpectError("SEG-PRF001-404");
        var unknown = (await DeleteAsync("entityId=1&entityIdNS=crmid")).ExpectError("SEG-PRF001-404");
        Assert.Equal(unknown.Message, unknown.Json.GetProperty("message").GetString());
        Assert.Equal("404", unknown.Json.GetProperty("statusCode").GetString());

        var counts = await CountsAsync(await _user.RunAsync(id));
        Assert.Equal((3, 1, 0, 0), counts);
    }

    [Fact]
    public async Task Delete_ByXid_DeletesThatProfile()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        var member = (await _user.Api.GetAsync(Members(id))).Expect(200).Json.GetProperty("children")[0];

        (await DeleteAsync($"entityId={member.GetProperty("entityId").GetString()}")).Expect(202);

        Assert.DoesNotContain(CrmId(member), await MembersAsync(id));
    }

    [Fact]
    public async Task Delete_WhileAJobReadsAnOlderState_IsInItsCountsButNotInItsMembers()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        JsonElement job;
        using (server.HoldResults(_user.SandboxId))
        {
            job = await _user.SubmitAsync(id);
            await _user.WaitForAsync(job.GetProperty("id").GetString()!, SegmentJobStatus.Processing);
            (await DeleteAsync("entityId=2&entityIdNS=CRMID")).Expect(202);
            Assert.Equal(["1", "3", "4"], await MembersAsync(id));
        }

        var done = await _user.FinishAsync(job.GetProperty("id").GetString()!);
        Assert.Equal("SUCCEEDED", done.GetProperty("status").GetString());
        Assert.Equal((4, 0, 0, 0), await CountsAsync(done));
        Assert.Equal(["1", "3", "4"], await MembersAsync(id));
        Assert.Equal((3, 1, 0, 0), await CountsAsync(await _user.RunAsync(id)));
    }

    [Fact]
    public async Task Delete_ProfileThatComesBack_CountsAsNew()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(id);
        (await DeleteAsync("entityId=3&entityIdNS=crmid")).Expect(202);
        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"3"}]},"workAddress":{"country":"US"}}""");
        Assert.Equal((4, 1, 1, 0), await CountsAsync(await _user.RunAsync(id)));
    }

    [Theory]
    [InlineData("entityId=1&entityIdNS=crmid", "schema.name")]
    [InlineData("schema.name=_xdm.context.experienceevent&entityId=1&entityIdNS=crmid", "schema.name")]
    [InlineData(Profile, "entityId")]
    [InlineData(Profile + "&entityIdNS=crmid", "entityId")]
    public async Task Delete_WrongParameters_AreNamed(string query, string field)
    {
        var refused = (await _user.Api.DeleteAsync($"~/access/entities?{query}")).ExpectError("SEG-GEN004-400");
        Assert.Equal(field, refused.Field);
    }

    private Task<ApiResponse> DeleteAsync(string query) => _user.Api.DeleteAsync($"~/access/entities?{Profile}&{query}");

    private async Task<List<string>> MembersAsync(string id) =>
        [.. (await _user.Api.GetAsync(Members(id))).Expect(200).Json.GetProperty("children").EnumerateArray().Select(CrmId).Order(StringComparer.Ordinal)];

    private async Task<(int Realized, int Deleted, int Entered, int Left)> CountsAsync(JsonElement job)
    {
        var diagnostics = (await _user.Api.GetAsync($"~/segment/jobs/{job.GetProperty("id").GetString()}/diagnostics")).Expect(200).Json;
        var segment = Assert.Single(diagnostics.GetProperty("segments").EnumerateArray());
        return (segment.GetProperty("realized").GetInt32(), segment.GetProperty("deleted").GetInt32(), segment.GetProperty("newlyRealized").GetInt32(), segment.GetProperty("newlyExited").GetInt32());
    }

    private static string Members(string id) => $"~/segment/definitions/{id}/members";

    private static string CrmId(JsonElement member) => member.GetProperty("identityMap").GetProperty("crmid")[0].GetProperty("id").GetString()!;
}
