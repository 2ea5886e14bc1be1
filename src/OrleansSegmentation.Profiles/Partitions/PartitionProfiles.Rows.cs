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
    public ColumnChunk MergeRow(int number, MergePolicy policy) => MergeRows([number], policy, isWhole: true);

    /// <summary>Merges clusters as a view of the policy would, however many identities they have.</summary>
    /// <param name="numbers">Existing clusters, at most <see cref="ColumnChunk.MaxRowCount"/>.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="isWhole">False: rows have their <c>identityMap</c> only.</param>
    /// <returns>One row per cluster, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public ColumnChunk MergeRows(IReadOnlyList<int> numbers, MergePolicy policy, bool isWhole)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(policy);
        var merger = new ProfileMerger(policy);
        var builder = new ColumnChunkBuilder();
        var input = new MergeInput();
        foreach (var number in numbers)
        {
            RequireLive(number);
            Fill(input, number);
            if (!isWhole)
            {
                input.Fragments.Clear();
                input.Events.Clear();
            }

            merger.AppendRow(builder, input);
        }

        return builder.Build();
    }
}
