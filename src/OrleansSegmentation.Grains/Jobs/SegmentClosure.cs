using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.MergePolicies;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>The segments of a job: those requested, then those they refer to, transitively, in order of first reference.</summary>
/// <param name="Definitions">The definitions, distinct.</param>
internal sealed record SegmentClosure(IReadOnlyList<SegmentDefinitionDocument> Definitions)
{
    /// <summary>Collects what the requested segments pull in.</summary>
    /// <param name="catalog">The definitions of the sandbox.</param>
    /// <param name="requested">Existing ids, distinct, in order.</param>
    public static SegmentClosure Of(DefinitionCatalog catalog, IReadOnlyList<Guid> requested)
    {
        var definitions = requested.Select(id => catalog.Find(id)!).ToList();
        var seen = requested.ToHashSet();
        for (var i = 0; i < definitions.Count; i++)
            definitions.AddRange(definitions[i].Dependencies.Where(seen.Add).Select(id => catalog.Find(id)!));
        return new SegmentClosure(definitions);
    }

    /// <summary>Returns the snapshots that the job keeps.</summary>
    public IReadOnlyList<JobSegment> Snapshots(MergePolicyCatalog policies) =>
        [.. Definitions.Select(definition => new JobSegment(definition.Id, new SegmentSnapshot(
            definition.Id, definition.Expression, definition.MergePolicyId,
            new MergePolicyReference(definition.MergePolicyId, policies.Find(definition.MergePolicyId)!.Version))))];

    /// <summary>Returns the merge policies in use, in order of first use.</summary>
    public IReadOnlyList<MergePolicySnapshot> Policies(MergePolicyCatalog policies) =>
        [.. Definitions.Select(definition => definition.MergePolicyId).Distinct().Select(id => MergePolicyCatalog.SnapshotOf(policies.Find(id)!))];

    /// <summary>Returns who refers to whom.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<Guid>> References() => Definitions
        .Where(definition => definition.Dependencies.Count > 0)
        .ToDictionary(definition => definition.Id, definition => definition.Dependencies);
}
