using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Profile ids.</content>
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

    private bool Precedes(in StoredRow left, in StoredRow right)
    {
        var isPrimary = left.Flags.HasFlag(IdentityFlags.Primary);
        if (isPrimary != right.Flags.HasFlag(IdentityFlags.Primary)) return isPrimary;
        if (!isPrimary) return false; // a primary one follows or came before
        var byNamespace = string.CompareOrdinal(_symbols.LowerOf(left.Symbol), _symbols.LowerOf(right.Symbol));
        return byNamespace != 0 ? byNamespace < 0 : Read(left).Span.SequenceCompareTo(Read(right).Span) < 0;
    }
}
