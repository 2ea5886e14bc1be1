using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Tree;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Counts members the slow way: all records merged into JSON at once, every expression walked for every profile.</summary>
internal sealed class Recount(IReadOnlyList<SampleRecord> records, long nowMs)
{
    private readonly Dictionary<Guid, Segment> _segments = [];
    private readonly Dictionary<Guid, List<Profile>> _profiles = [];
    private readonly Dictionary<Guid, HashSet<string>> _members = [];

    /// <summary>Adds a segment; those it refers to come first.</summary>
    public void Add(Guid segmentId, string expression, MergePolicy policy)
    {
        var query = PqlCompiler.Compile(PqlFormat.Text, expression, FunctionCatalog.Default).Query!;
        if (!_profiles.TryGetValue(policy.Id, out var profiles))
            _profiles.Add(policy.Id, profiles = [.. ReferenceMerger.Merge(records, policy).Select(Profile.Parse)]);
        _segments.Add(segmentId, new Segment(query.Root, policy.Id));
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var profile in profiles)
        {
            var context = new EvaluationContext(nowMs) { IsInSegment = other => _members[Guid.Parse(other)].Contains(profile.Identities) };
            if (ReferenceEvaluator.IsMember(query.Root, profile.Value, context)) members.Add(profile.Identities);
        }

        _members.Add(segmentId, members);
    }

    public long CountProfiles(Guid policyId) => _profiles[policyId].Count;

    public long CountMembers(Guid segmentId) => _members[segmentId].Count;

    public IReadOnlyDictionary<string, long> CountNamespaces(Guid segmentId) => _profiles[_segments[segmentId].PolicyId]
        .Where(profile => _members[segmentId].Contains(profile.Identities))
        .SelectMany(static profile => profile.Namespaces)
        .GroupBy(static name => name).ToDictionary(static name => name.Key, static name => name.LongCount());

    private sealed record Segment(PqlNode Root, Guid PolicyId);

    private sealed record Profile(string Identities, IReadOnlyList<string> Namespaces, PqlValue Value)
    {
        public static Profile Parse(string json)
        {
            var map = JsonNode.Parse(json)!["identityMap"]!.AsObject();
            // The same under every policy, so it tells which profile this is.
            var identities = map.SelectMany(static space => space.Value!.AsArray().Select(item => $"{space.Key.ToLowerInvariant()}:{item!["id"]}")).Order(StringComparer.Ordinal);
            return new Profile(
                string.Join(' ', identities), [.. map.Select(static space => space.Key.ToLowerInvariant()).Distinct()], JsonValues.FromUtf8(Encoding.UTF8.GetBytes(json)));
        }
    }
}
