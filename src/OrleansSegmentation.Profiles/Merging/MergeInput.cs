namespace OrleansSegmentation.Profiles.Merging;

/// <summary>The attributes one dataset supplied under one primary identity.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="TimestampMs">First part of the order of precedence, ms since 1970.</param>
/// <param name="Stamp">Second part: the commit and the position in its batch.</param>
/// <param name="Content">One JSON object in UTF-8, no name twice in an object.</param>
internal readonly record struct MergeFragment(string Dataset, long TimestampMs, ulong Stamp, ReadOnlyMemory<byte> Content);

/// <summary>One event.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="TimestampMs">Its time, ms since 1970.</param>
/// <param name="Content">One JSON object in UTF-8 with <c>_id</c>, no name twice in an object.</param>
internal readonly record struct MergeEvent(string Dataset, long TimestampMs, ReadOnlyMemory<byte> Content);

/// <summary>One identity.</summary>
/// <param name="Namespace">The namespace code in lower case.</param>
/// <param name="NamespaceAsSpelled">The code as the newest record that has this identity spelled it.</param>
/// <param name="Value">The identity value in UTF-8.</param>
/// <param name="IsPrimary">Whether a record named it primary.</param>
/// <param name="SpelledBy">The order of that record: the greatest one decides how the namespace is spelled.</param>
internal readonly record struct MergeIdentity(
    string Namespace, string NamespaceAsSpelled, ReadOnlyMemory<byte> Value, bool IsPrimary, SpellingOrder SpelledBy);

/// <summary>The order of records as far as the spelling of namespaces goes: profile records before events, then newer before older.</summary>
internal readonly record struct SpellingOrder(bool IsFragment, long TimestampMs, ulong Stamp) : IComparable<SpellingOrder>
{
    /// <inheritdoc />
    public int CompareTo(SpellingOrder other)
    {
        var byKind = IsFragment.CompareTo(other.IsFragment);
        if (byKind != 0) return byKind;
        var byTime = TimestampMs.CompareTo(other.TimestampMs);
        return byTime != 0 ? byTime : Stamp.CompareTo(other.Stamp);
    }
}

/// <summary>Everything known of one profile, in any order; filled anew for each one.</summary>
internal sealed class MergeInput
{
    public List<MergeFragment> Fragments { get; } = [];

    public List<MergeEvent> Events { get; } = [];

    public List<MergeIdentity> Identities { get; } = [];

    /// <summary>Gets about how many bytes a row of it takes.</summary>
    public long ContentBytes => Fragments.Sum(static fragment => (long)fragment.Content.Length)
        + Events.Sum(static item => (long)item.Content.Length) + Identities.Sum(static identity => (long)identity.Value.Length);

    public void Clear()
    {
        Fragments.Clear();
        Events.Clear();
        Identities.Clear();
    }
}
