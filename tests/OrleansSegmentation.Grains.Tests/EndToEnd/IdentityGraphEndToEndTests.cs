using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Explanations;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Members;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Segments whose profiles are primary identities: jobs, members, history and explanations in a real silo.</summary>
public sealed class IdentityGraphEndToEndTests
{
    [Fact]
    public async Task Job_PolicyLosesItsGraph_StartsFromNobodyAndCountsEachPrimaryIdentity()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        await silo.IngestAsync([Person("a", 60, device: "1"), Device("1", 70), Person("b", 80), Person("c", 10)]);
        var segment = await silo.DefineAsync("rich", "points >= 50");
        await RunAsync(silo, segment, realized: 2, entered: 2, left: 0, exited: 0, profiles: 3);

        var policy = (await silo.Client.GetMergePolicyPageAsync(new MergePolicyListQuery(0, 20, false, true, null, null, null, null, null))).Policies.Single();
        await silo.Client.PatchMergePolicyAsync(policy.Id, MergePolicyPatch.Empty with { IdentityGraph = new IdentityGraphDocument("none") });
        Assert.Equal(Ids("crmid a", "crmid b"), await MembersAsync(silo, segment, isExited: false)); // still the result before

        await RunAsync(silo, segment, realized: 3, entered: 3, left: 0, exited: 0, profiles: 4);
        Assert.Equal(Ids("crmid a", "crmid b", "ecid 1"), await MembersAsync(silo, segment, isExited: false));

        // Two clusters become one: no profile does. One leaves.
        await silo.IngestAsync([Person("b", 20, device: "1"), Device("2", 90)]);
        var job = await RunAsync(silo, segment, realized: 3, entered: 1, left: 1, exited: 1, profiles: 5);
        Assert.Equal(Ids("crmid a", "ecid 1", "ecid 2"), await MembersAsync(silo, segment, isExited: false));
        Assert.Equal(Ids("crmid b"), await MembersAsync(silo, segment, isExited: true));
        var exited = Assert.Single((await silo.Client.GetMemberPageAsync(new MemberQuery(segment, IsExited: true, null, 10, ["points", "identities"]))).Members);
        Assert.Equal(job.Metrics.TotalTime.StartTimeInMs, exited.QualifiedAtMs);
        Assert.Equal(
            """{"points":20,"identities":[{"id":"b","namespace":{"code":"CRMID"},"primary":true},{"id":"1","namespace":{"code":"ECID"}}]}""",
            exited.EntityJson);

        // The page that was read before goes on where it ended.
        var first = await silo.Client.GetMemberPageAsync(new MemberQuery(segment, false, null, 2, null));
        var second = await silo.Client.GetMemberPageAsync(new MemberQuery(segment, false, first.Next, 2, null));
        Assert.Equal((2, 1, null), (first.Members.Count, second.Members.Count, second.Next));
        Assert.Equal(1, job.Metrics.SegmentedProfileByNamespaceCounter![segment]["crmid"]);
        Assert.Equal(3, job.Metrics.SegmentedProfileByNamespaceCounter[segment]["ecid"]);
    }

    [Fact]
    public async Task Explain_WithoutAGraph_ReadsTheProfileOfThePrimaryIdentityOnly()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        await silo.IngestAsync([Person("a", 60, device: "1"), Device("1", 70), Person("b", 60, device: "2")]);
        var policy = await silo.Client.CreateMergePolicyAsync(new MergePolicyDraft(
            "alone", SchemaReference.ProfileName, new IdentityGraphDocument("none"), new AttributeMergeDocument("timestampOrdered", null), false, false));
        var segment = await silo.DefineAsync("rich", "points = 60", policy.Id);

        Assert.True(await ExplainAsync(silo, segment, "crmid", "a"));
        Assert.False(await ExplainAsync(silo, segment, "ecid", "1"));
        var unknown = await Assert.ThrowsAsync<SegmentationException>(() => ExplainAsync(silo, segment, "ecid", "2")); // no record's primary identity
        Assert.Equal("SEG-PRF001-404", unknown.Code);
    }

    [Fact]
    public async Task Job_StoreLiesAboutTheMembersBefore_FailsAndLeavesThemVisible()
    {
        var storage = new Replication.MemoryStorage();
        var first = await EndToEndSilo.StartAsync(storage);
        await first.IngestAsync(Enumerable.Range(0, 40).Select(static number => Person($"{number}", number)));
        var segment = await first.DefineAsync("rich", "points >= 20");
        var job = await RunAsync(first, segment, realized: 20, entered: 20, left: 0, exited: 0, profiles: 40);
        await first.KillAsync();
        await ForgetOneMemberAsync(first.Files, job.Id);

        await using var second = await EndToEndSilo.StartAsync(storage);
        var failed = await EndToEndSilo.WaitAsync(await second.Client.SubmitAsync([segment]));

        Assert.Equal((SegmentJobStatus.Failed, "SEG-RUN007"), (failed.Status, failed.Errors![0].Code));
        Assert.Contains($"segment {segment} had 20 members after the run before, lost 0 absorbed and 0 deleted, but 19 are carried.", failed.Errors[0].Msg, StringComparison.Ordinal);
        Assert.Equal(job.Id, (await second.Client.GetMemberPageAsync(new MemberQuery(segment, false, null, 10, null))).JobId);
        Assert.DoesNotContain(second.Files.Names, name => name.StartsWith($"results/{failed.Id}/", StringComparison.Ordinal));
    }

    // The file stays sound in itself: only the law between two runs can tell.
    private static async Task ForgetOneMemberAsync(Replication.MemoryFiles files, Guid jobId)
    {
        for (var partition = 0; ; partition++)
        {
            var name = Grains.Partitions.Results.PartitionOutcome.FileNameOf(jobId, partition);
            var outcome = Grains.Partitions.Results.PartitionOutcomeFile.Decode(name, files.Read(name).Span);
            var numbers = outcome.Segments[0].Realized.ToNumbers().ToList();
            if (numbers.Count == 0) continue;
            outcome.Segments[0].Realized.Remove(numbers[0]);
            await files.DeleteAsync(name, CancellationToken.None);
            await files.CreateAsync(name, Grains.Partitions.Results.PartitionOutcomeFile.Encode(outcome), CancellationToken.None);
            return;
        }
    }

    private static async Task<SegmentJobDocument> RunAsync(
        EndToEndSilo silo, Guid segment, long realized, long entered, long left, long exited, long profiles)
    {
        var job = await EndToEndSilo.WaitAsync(await silo.Client.SubmitAsync([segment]));
        Assert.True(job.Status == SegmentJobStatus.Succeeded, job.Errors?[0].Msg);
        Assert.Equal((realized, profiles), (job.Metrics.SegmentedProfileCounter![segment], job.Metrics.TotalProfiles));
        var change = (await silo.Client.GetJob(job.Id).GetDiagnosticsAsync()).Segments.Single();
        Assert.Equal((entered, left, exited, 0L), (change.NewlyRealized, change.NewlyExited, change.Exited, change.Absorbed));
        return job;
    }

    private static async Task<IEnumerable<string>> MembersAsync(EndToEndSilo silo, Guid segment, bool isExited)
    {
        var page = await silo.Client.GetMemberPageAsync(new MemberQuery(segment, isExited, null, 100, null));
        Assert.Equal(page.TotalCount, page.Members.Count);
        return page.Members.Select(static member => member.EntityId);
    }

    private static async Task<bool> ExplainAsync(EndToEndSilo silo, Guid segment, string identityNamespace, string id) =>
        JsonDocument.Parse((await silo.Client.ExplainAsync(new ExplanationRequest
        {
            SegmentId = segment.ToString(),
            EntityId = id,
            EntityIdNamespace = identityNamespace,
        })).Json).RootElement.GetProperty("member").GetBoolean();

    private static IEnumerable<string> Ids(params string[] identities) =>
        identities.Select(static identity => IdentityKey.Of(identity.Split(' ')[0], identity.Split(' ')[1]).ToXid()).Order(StringComparer.Ordinal);

    private static string Person(string id, int points, string? device = null)
    {
        var ecid = device is null ? "" : $$""","ECID":[{"id":"{{device}}"}]""";
        return "{\"identityMap\":{\"CRMID\":[{\"id\":\"" + id + "\",\"primary\":true}]" + ecid + "},\"points\":" + points + "}";
    }

    private static string Device(string id, int points) => "{\"identityMap\":{\"ECID\":[{\"id\":\"" + id + "\"}]},\"points\":" + points + "}";
}
