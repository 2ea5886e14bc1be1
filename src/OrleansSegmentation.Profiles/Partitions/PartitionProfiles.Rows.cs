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
    public ColumnChunk MergeRow(int number, MergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        RequireLive(number);
        var input = new MergeInput();
        Fill(input, number);
        var builder = new ColumnChunkBuilder();
        new ProfileMerger(policy).AppendRow(builder, input);
        return builder.Build();
    }
}
