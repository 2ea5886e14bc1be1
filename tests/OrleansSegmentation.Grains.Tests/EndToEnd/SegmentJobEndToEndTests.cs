using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Records in, definitions, a job, counts out: against a count made another way.</summary>
public sealed class SegmentJobEndToEndTests
{
    private static readonly string[] Expressions =
    [
        "workAddress.country = \"US\"",
        "loyalty.points >= 500 and loyalty.tier in [\"gold\", \"silver\"]",
        "workAddress.city.startsWith(\"city 1\") or tags = \"tag_2\"",
        "loyalty.tier.isNull() and workAddress.country != \"JP\"",
        "consents.email",
        "xEvent[eventType = \"commerce.purchases\" and timestamp occurs < 30 days before now].count() >= 1",
        "xEvent.count() > 2",
        "not (loyalty.points > 100)",
    ];

    [Theory]
    [InlineData(1), InlineData(2)]
    public async Task Job_SeveralSegmentsPoliciesAndReferences_CountsWhatTheReferenceCounts(int seed)
    {
        await using var silo = await EndToEndSilo.StartAsync();
        var records = new RandomRecords(seed, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000));
        var shop = await silo.Client.CreateMergePolicyAsync(new MergePolicyDraft(
            "Shop first", SchemaReference.ProfileName, new IdentityGraphDocument("pdg"),
            new AttributeMergeDocument("dataSetPrecedence", ["shop", "crm"]), false, false));
        var alone = await silo.Client.CreateMergePolicyAsync(new MergePolicyDraft(
            "Each identity", SchemaReference.ProfileName, new IdentityGraphDocument("none"), new AttributeMergeDocument("timestampOrdered", null), false, false));
        var byTime = (await silo.Client.GetMergePolicyPageAsync(new MergePolicyListQuery(0, 20, false, true, null, null, null, null, null))).Policies.Single();
        var policies = new[]
        {
            new MergePolicy(byTime.Id, 1, AttributeMerge.TimestampOrdered, []),
            new MergePolicy(shop.Id, 1, AttributeMerge.DatasetPrecedence, ["shop", "crm"]),
            new MergePolicy(alone.Id, 1, AttributeMerge.TimestampOrdered, []) { Graph = IdentityGraph.None },
        };
        var segments = new List<(Guid Id, string Expression, MergePolicy Policy)>();
        foreach (var policy in policies)
        {
            for (var index = 0; index < Expressions.Length; index++)
                segments.Add((await silo.DefineAsync($"{index} {policy.AttributeMerge} {policy.Graph}", Expressions[index], policy.Id), Expressions[index], policy));
        }

        // One that refers to segments of both policies, and one that refers to it.
        var both = $"inSegment(\"{segments[0].Id}\") and not inSegment(\"{segments[Expressions.Length + 1].Id}\")";
        segments.Add((await silo.DefineAsync("both", both, shop.Id), both, policies[1]));
        var chained = $"inSegment(\"{segments[^1].Id}\") or loyalty.points < 50";
        segments.Add((await silo.DefineAsync("chained", chained, byTime.Id), chained, policies[0]));

        // From profiles of one identity to linked ones and back.
        var linked = $"inSegment(\"{segments[0].Id}\") and xEvent.count() >= 0";
        segments.Add((await silo.DefineAsync("of linked", linked, alone.Id), linked, policies[2]));
        var single = $"inSegment(\"{segments[2 * Expressions.Length].Id}\")";
        segments.Add((await silo.DefineAsync("of single", single, byTime.Id), single, policies[0]));

        Dictionary<Guid, long> previous = [];
        for (var run = 0; run < 3; run++)
        {
            for (var batch = 0; batch < 3; batch++) await silo.IngestAsync(records.Next(run == 0 ? 100 : 10));
            var job = await silo.RunAllAsync();
            await CompareAsync(silo, job, records, segments, previous, $"seed {seed}, run {run}");
            previous = new Dictionary<Guid, long>(job.Metrics.SegmentedProfileCounter!);
        }
    }

    private static async Task CompareAsync(
        EndToEndSilo silo, SegmentJobDocument job, RandomRecords records, List<(Guid Id, string Expression, MergePolicy Policy)> segments,
        Dictionary<Guid, long> previous, string what)
    {
        Assert.True(job.Status == SegmentJobStatus.Succeeded, $"{what}: {job.Status} {job.Errors?[0].Msg}");
        var recount = new Recount(records.All, job.Metrics.TotalTime.StartTimeInMs!.Value);
        foreach (var (id, expression, policy) in segments) recount.Add(id, expression, policy);
        var diagnostics = await silo.Client.GetJob(job.Id).GetDiagnosticsAsync();
        foreach (var (id, expression, policy) in segments)
        {
            var counted = job.Metrics.SegmentedProfileCounter![id];
            Assert.True(recount.CountMembers(id) == counted, $"{what}: {expression} under {policy.AttributeMerge}: {counted}, not {recount.CountMembers(id)}.");
            Assert.Equal(recount.CountNamespaces(id).OrderBy(static name => name.Key), job.Metrics.SegmentedProfileByNamespaceCounter![id].OrderBy(static name => name.Key));
            Assert.Equal(recount.CountProfiles(policy.Id), job.Metrics.TotalProfilesByMergePolicy![policy.Id]);

            var change = diagnostics.Segments.Single(segment => segment.SegmentId == id);
            Assert.Equal(counted, previous.GetValueOrDefault(id) + change.NewlyRealized - change.NewlyExited - change.Absorbed - change.Deleted);
        }
    }
}
