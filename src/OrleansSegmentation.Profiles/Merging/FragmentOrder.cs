namespace OrleansSegmentation.Profiles.Merging;

/// <summary>The order of precedence of fragments under the rules of a policy.</summary>
internal sealed class FragmentOrder : IComparer<MergeFragment>
{
    private readonly Dictionary<string, int>? _rankByDataset;

    public FragmentOrder(MergeRules rules)
    {
        if (rules.AttributeMerge != AttributeMerge.DatasetPrecedence) return;
        _rankByDataset = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var dataset in rules.DatasetOrder) _rankByDataset.TryAdd(dataset, _rankByDataset.Count);
    }

    /// <summary>Leaves the fragments whose attributes count, those that win first.</summary>
    public void Arrange(List<MergeFragment> fragments)
    {
        if (_rankByDataset is not null) fragments.RemoveAll(fragment => !_rankByDataset.ContainsKey(fragment.Dataset));
        if (fragments.Count > 1) fragments.Sort(this);
    }

    /// <inheritdoc />
    public int Compare(MergeFragment x, MergeFragment y)
    {
        if (_rankByDataset is not null)
        {
            var byRank = _rankByDataset[x.Dataset].CompareTo(_rankByDataset[y.Dataset]);
            if (byRank != 0) return byRank;
        }

        var byTime = y.TimestampMs.CompareTo(x.TimestampMs);
        return byTime != 0 ? byTime : y.Stamp.CompareTo(x.Stamp);
    }
}
