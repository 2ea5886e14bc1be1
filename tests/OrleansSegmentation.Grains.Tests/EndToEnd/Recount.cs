using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Counts members the slow way: all records merged into JSON at once, every expression walked for every profile.</summary>
internal sealed class Recount(IReadOnlyList<SampleRecord> records, long nowMs)
{
    private readonly Dictionary<Guid, List<Profile>> _profiles = [];
    private readonly Dictionary<Guid, List<Profile>> _members = [];

    /// <summary>Adds a segment; those it refers to come first.</summary>
    public void Add(Guid segmentId, string expression, MergePolicy policy)
    {
        var query = PqlCompiler.Compile(PqlFormat.Text, expression, FunctionCatalog.Default).Query!;
        if (!_profiles.TryGetValue(policy.Id, out var profiles))
            _profiles.Add(policy.Id, profiles = [.. ReferenceMerger.Merge(records, policy).Select(Profile.Parse)]);
        var members = new List<Profile>();
        foreach (var profile in profiles)
        {
            // Whatever the policies: a profile is a member when a member has one of its primary identities.
            var context = new EvaluationContext(nowMs) { IsInSegment = other => _members[Guid.Parse(other)].Any(member => member.Primaries.Overlaps(profile.Primaries)) };
            if (ReferenceEvaluator.IsMember(query.Root, profile.Value, context)) members.Add(profile);
        }

        _members.Add(segmentId, members);
    }

    public long CountProfiles(Guid policyId) => _profiles[policyId].Count;

    public long CountMembers(Guid segmentId) => _members[segmentId].Count;

    /// <summary>Returns the primary identities of every member, each as <c>namespace:id</c>.</summary>
    public IReadOnlyList<IReadOnlySet<string>> MembersOf(Guid segmentId) => [.. _members[segmentId].Select(static member => member.Primaries)];

    public IReadOnlyDictionary<string, long> CountNamespaces(Guid segmentId) => _members[segmentId]
        .SelectMany(static profile => profile.Namespaces)
        .GroupBy(static name => name).ToDictionary(static name => name.Key, static name => name.LongCount());

    private sealed record Profile(IReadOnlySet<string> Primaries, IReadOnlyList<string> Namespaces, PqlValue Value)
    {
        public static Profile Parse(string json)
        {
            var map = JsonNode.Parse(json)!["identityMap"]!.AsObject();
            var primaries = map.SelectMany(static space => space.Value!.AsArray().Where(static item => item!["primary"] is not null)
                .Select(item => $"{space.Key.ToLowerInvariant()}:{item!["id"]}"));
            return new Profile(
                primaries.ToHashSet(StringComparer.Ordinal), [.. map.Select(static space => space.Key.ToLowerInvariant()).Distinct()], JsonValues.FromUtf8(Encoding.UTF8.GetBytes(json)));
        }
    }
}
