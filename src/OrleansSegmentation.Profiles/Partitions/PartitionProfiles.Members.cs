using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Profile ids.</content>
public sealed partial class PartitionProfiles
{
    /// <summary>Returns the identity that a profile is known by: its primary one, of several the ordinally least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public IdentityKey GetProfileKey(IdentityGraph graph, int number)
    {
        RequireLive(graph, number);
        if (graph == IdentityGraph.None) return new IdentityKey(_primaries[number].Key);
        _buffer.Clear();
        var least = _clusters[number].Identities.First;
        for (var row = _identities[least].Next; row >= 0; row = _identities[row].Next)
        {
            if (Precedes(_identities[row], _identities[least])) least = row;
        }

        return new IdentityKey(_identities[least].Key);
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
