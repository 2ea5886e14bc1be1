namespace OrleansSegmentation.Profiles.Merging;

/// <summary>What a merged profile depends on, beside the data. Policies with equal rules have equal profiles.</summary>
/// <param name="Graph">What makes records one profile.</param>
/// <param name="AttributeMerge">Which fragment wins.</param>
/// <param name="DatasetOrder">Dataset ids, highest priority first; only looked at with <see cref="AttributeMerge.DatasetPrecedence"/>.</param>
public sealed record MergeRules(IdentityGraph Graph, AttributeMerge AttributeMerge, IReadOnlyList<string> DatasetOrder)
{
    /// <inheritdoc />
    public bool Equals(MergeRules? other) => other is not null && Graph == other.Graph && AttributeMerge == other.AttributeMerge
        && DatasetOrder.SequenceEqual(other.DatasetOrder, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Graph, AttributeMerge, DatasetOrder.Count);
}
