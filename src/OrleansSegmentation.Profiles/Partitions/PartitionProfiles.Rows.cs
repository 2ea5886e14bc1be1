using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Single rows, made outside of any view.</content>
public sealed partial class PartitionProfiles
{
    /// <summary>Returns whether a cluster has more identities than a profile of a view may have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public bool HasTooManyIdentities(int number)
    {
        RequireLive(number);
        return GetIdentityCount(number) > MergePolicy.MaxIdentities;
    }

    /// <summary>Merges one cluster as a view of the policy would.</summary>
    /// <returns>A chunk of one row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public ColumnChunk MergeRow(int number, MergePolicy policy) => MergeRows([number], policy, ProfileParts.All);

    /// <summary>Merges clusters as a view of the policy would, however many identities they have.</summary>
    /// <param name="numbers">Existing clusters, at most <see cref="ColumnChunk.MaxRowCount"/>.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="parts">What rows have besides their <c>identityMap</c>.</param>
    /// <returns>One row per cluster, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public ColumnChunk MergeRows(IReadOnlyList<int> numbers, MergePolicy policy, ProfileParts parts)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(policy);
        var merger = new ProfileMerger(policy);
        var builder = new ColumnChunkBuilder();
        var input = new MergeInput();
        foreach (var number in numbers)
        {
            RequireLive(number);
            Fill(input, number, parts);
            merger.AppendRow(builder, input);
        }

        return builder.Build();
    }
}

/// <summary>What a row may have besides its identities.</summary>
[Flags]
public enum ProfileParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The merged attributes.</summary>
    Attributes = 1,

    /// <summary>The events, as <c>xEvent</c>.</summary>
    Events = 2,

    /// <summary>Everything.</summary>
    All = Attributes | Events,
}
