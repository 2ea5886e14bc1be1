using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Single profiles, read outside of views.</content>
public sealed partial class PartitionProfiles
{
    /// <summary>Returns the identity that a profile is known by: the ordinally least primary one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public IdentityKey GetProfileKey(int number)
    {
        RequireLive(number);
        _buffer.Clear();
        var least = _clusters[number].Identities.First;
        for (var row = _identities[least].Next; row >= 0; row = _identities[row].Next)
        {
            if (Precedes(_identities[row], _identities[least])) least = row;
        }

        return new IdentityKey(_identities[least].Key);
    }

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

    private bool Precedes(in StoredRow left, in StoredRow right)
    {
        var isPrimary = left.Flags.HasFlag(IdentityFlags.Primary);
        if (isPrimary != right.Flags.HasFlag(IdentityFlags.Primary)) return isPrimary;
        if (!isPrimary) return false; // a primary one follows or came before
        var byNamespace = string.CompareOrdinal(_symbols.LowerOf(left.Symbol), _symbols.LowerOf(right.Symbol));
        return byNamespace != 0 ? byNamespace < 0 : Read(left).Span.SequenceCompareTo(Read(right).Span) < 0;
    }
}
