using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Single rows, made outside of any view.</content>
public sealed partial class PartitionProfiles
{
    /// <summary>Returns whether a profile has more identities than one of a view may have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public bool HasTooManyIdentities(IdentityGraph graph, int number)
    {
        RequireLive(graph, number);
        return GetIdentityCount(graph, number) > MergePolicy.MaxIdentities;
    }

    /// <summary>Merges one profile as a view of the policy would.</summary>
    /// <returns>A chunk of one row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public ColumnChunk MergeRow(int number, MergePolicy policy) => MergeRows([number], policy, ProfileParts.All);

    /// <summary>Merges profiles as a view of the policy would, however many identities they have.</summary>
    /// <param name="numbers">Existing profiles by number in the policy's identity graph, at most <see cref="ColumnChunk.MaxRowCount"/>.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="parts">What rows have besides their <c>identityMap</c>.</param>
    /// <returns>One row per profile, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public ColumnChunk MergeRows(IReadOnlyList<int> numbers, MergePolicy policy, ProfileParts parts)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(policy);
        var merger = new ProfileMerger(policy.Rules);
        var builder = new ColumnChunkBuilder();
        var input = new MergeInput();
        foreach (var number in numbers)
        {
            RequireLive(policy.Graph, number);
            Fill(input, policy.Graph, number, parts);
            merger.AppendRow(builder, input);
        }

        EndMerging();
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
