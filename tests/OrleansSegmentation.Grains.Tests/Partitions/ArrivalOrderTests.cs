using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Merging;
using OrleansSegmentation.Profiles.Tests.Partitions;

namespace OrleansSegmentation.Grains.Tests.Partitions;

/// <summary>Whatever the order in which records arrive and however they are split into batches, the profiles, members and counts are the same.</summary>
public sealed class ArrivalOrderTests
{
    private const int PhaseEpochs = 60; // a phase ends at the same log time, however many batches it had

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly MergePolicySnapshot[] Policies =
    [
        new(new Guid(11, 0, 0, new byte[8]), 1, "pdg", "timestampOrdered", []),
        new(new Guid(12, 0, 0, new byte[8]), 1, "pdg", "dataSetPrecedence", ["web", "crm"]),
        new(new Guid(13, 0, 0, new byte[8]), 1, "none", "timestampOrdered", []),
        new(new Guid(14, 0, 0, new byte[8]), 1, "none", "dataSetPrecedence", ["web", "crm"]),
    ];

    private static readonly string[] Expressions = ["a.isNotNull() and b.isNull()", "xEvent.count() >= 2", "a >= 50 or c = true"];

    private static readonly JobRequest Request = new(
        [.. Policies.SelectMany(static (policy, p) => Expressions.Select((expression, e) => ReplicatedSandbox.Segment((10 * p) + e, expression, policy)))], Policies);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public async Task Records_AnyOrderAndAnySplitIntoBatches_GiveTheSameProfilesMembersAndCounts(int seed)
    {
        var random = new Random(seed);
        var records = SampleRecords.Make(random, random.Next(30, 90), identityPool: random.Next(8, 30));
        SampleRecord[][] phases = [.. records.Chunk((records.Count / 3) + 1)];
        var first = await RunAsync(phases, random);
        for (var order = 0; order < 3; order++)
        {
            foreach (var phase in phases) random.Shuffle(phase);
            AssertSame(first, await RunAsync(phases, random), $"seed {seed}: another order of records");
        }

        foreach (var policy in Policies)
        {
            var expected = ReferenceMerger.Merge(records, PolicyConversion.ToMergePolicy(policy));
            var profiles = first.Where(line => line.StartsWith($"profile {policy.Id} ", StringComparison.Ordinal)).Select(WithoutMembership).Distinct();
            AssertSame(expected, [.. profiles.Order(StringComparer.Ordinal)], $"seed {seed}: profiles of {policy.IdentityGraph}, {policy.AttributeMerge}");
        }
    }

    // A job starts after the first phase and is published after the second; another one runs after the third.
    private static async Task<List<string>> RunAsync(SampleRecord[][] phases, Random random)
    {
        using var sandbox = new ReplicatedSandbox(random.Next(1, 5), checkpointEpochs: random.Next(2) == 0 ? 4_096 : 7);
        var outcome = new List<string>();
        await IngestAsync(sandbox, phases[0], random);
        await PadAsync(sandbox, PhaseEpochs);
        var job = await sandbox.StartAsync(Request);
        var early = random.Next(2) == 0 ? await sandbox.EvaluateAsync(job) : null;
        await IngestAsync(sandbox, phases[1], random);
        outcome.AddRange(Describe(await sandbox.PublishAsync(job, early ?? await sandbox.EvaluateAsync(job))));
        await DescribeProfilesAsync(sandbox, phases, "earlier", outcome);

        await IngestAsync(sandbox, phases[2], random);
        if (random.Next(2) == 0) await sandbox.RestartAsync();
        await PadAsync(sandbox, 3 * PhaseEpochs);
        job = await sandbox.StartAsync(Request);
        outcome.AddRange(Describe(await sandbox.PublishAsync(job, await sandbox.EvaluateAsync(job))));
        await DescribeProfilesAsync(sandbox, phases, "profile", outcome);
        return outcome;
    }

    private static async Task IngestAsync(ReplicatedSandbox sandbox, SampleRecord[] records, Random random)
    {
        for (var start = 0; start < records.Length;)
        {
            var count = Math.Min(random.Next(1, 12), records.Length - start);
            await sandbox.Writer.IngestAsync(string.Join('\n', records.Skip(start).Take(count).Select(static record => record.ToLine())), staged: random.Next(2) == 0);
            start += count;
        }
    }

    private static async Task PadAsync(ReplicatedSandbox sandbox, long epoch)
    {
        Assert.True(sandbox.Writer.Epoch <= epoch);
        while (sandbox.Writer.Epoch < epoch) await sandbox.Writer.AppendAsync(new ForgetItem(Guid.Empty, null));
    }

    private static IEnumerable<string> Describe(Contracts.Jobs.RunResult result)
    {
        foreach (var policy in result.Policies) yield return $"policy {policy}";
        foreach (var segment in result.Segments)
        {
            var namespaces = string.Join(' ', segment.Namespaces.OrderBy(static name => name.Key, StringComparer.Ordinal));
            yield return $"segment {segment.SegmentId} {segment.Realized} {segment.Exited} {segment.Entered} {segment.Left} {segment.Carried} {segment.Absorbed} {segment.Deleted} {namespaces}";
        }
    }

    // Every identity's profile under every policy, with its memberships and their times.
    private static async Task DescribeProfilesAsync(ReplicatedSandbox sandbox, SampleRecord[][] phases, string prefix, List<string> outcome)
    {
        foreach (var replica in sandbox.Replicas) await replica.CatchUpAsync(sandbox.Writer.Epoch, None);
        var keys = phases.SelectMany(static phase => phase).SelectMany(static record => record.Identities).Select(static identity => IdentityKey.Of(identity.Namespace, identity.Value).Value).Distinct().Order();
        foreach (var key in keys)
        {
            var cluster = sandbox.Writer.Index.Find(key);
            if (!cluster.Exists) continue;
            foreach (var policy in Policies)
            {
                var found = await sandbox.Replicas[cluster.Partition].ReadWholeProfilesAsync([new LocatedIdentity(key, cluster.Number)], policy, sandbox.Writer.Epoch, None);
                if (found.Lookups[0]!.Value is { } profile) outcome.Add($"{prefix} {policy.Id} {Encoding.UTF8.GetString(profile.Json.Span)}");
            }
        }
    }

    private static void AssertSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string what)
    {
        for (var index = 0; index < Math.Max(expected.Count, actual.Count); index++)
            Assert.Equal($"{what}\n{expected.ElementAtOrDefault(index)}", $"{what}\n{actual.ElementAtOrDefault(index)}");
    }

    private static string WithoutMembership(string line)
    {
        var profile = JsonNode.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..])!.AsObject();
        profile.Remove("segmentMembership");
        return RowJson.Canonical(profile);
    }
}
