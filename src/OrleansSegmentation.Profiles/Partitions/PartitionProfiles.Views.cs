using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Merged views, one for all policies and versions with the same rules, maintained incrementally.</content>
public sealed partial class PartitionProfiles
{
    private readonly List<PolicyView> _views = [];

    /// <summary>Starts to bring a view up to date, or returns the update of that view which is under way.</summary>
    public ViewUpdate BeginUpdate(MergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var view = FindView(policy.Rules);
        if (view is null) _views.Add(view = CreateView(policy.Rules));
        return view.Update ??= new ViewUpdate(this, view);
    }

    /// <summary>Returns the view of a policy when it is up to date, else null.</summary>
    public MergedView? FindCurrentView(MergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var view = FindView(policy.Rules);
        if (view?.Published is null || view.Update is not null || view.Dirty.Count > 0) return null;
        return view.Published.Epoch == Epoch && view.Published.RowUpperBound == GetUpperBound(policy.Graph)
            ? view.Published
            : view.Published = view.Published with { Epoch = Epoch, RowUpperBound = GetUpperBound(policy.Graph) };
    }

    /// <summary>Returns how many rows have to be made to bring a view up to date; all of them when there is no such view yet.</summary>
    public int PendingRowCount(MergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var view = FindView(policy.Rules);
        return view is null ? GetLiveCount(policy.Graph) : view.Dirty.Count + (view.Update?.UnfinishedNumbers.Count() ?? 0);
    }

    /// <summary>Forgets views, for example of versions that no job can ask for any more. Views handed out stay valid, and one that is being updated stays.</summary>
    /// <param name="isKept">Tells by rules which to keep.</param>
    public void DropViews(Func<MergeRules, bool> isKept) => _views.RemoveAll(view => view.Update is null && !isKept(view.Rules));

    private PolicyView? FindView(MergeRules rules) => _views.Find(view => view.Rules.Equals(rules));

    private PolicyView CreateView(MergeRules rules)
    {
        var view = new PolicyView(rules);
        for (var number = 0; number < GetUpperBound(rules.Graph); number++)
        {
            if (IsLive(rules.Graph, number)) _ = view.Dirty.Add(number);
        }

        return view;
    }

    private void MarkDirty(int number)
    {
        if (_rowsByPrimary.Count > 0) _rowsByPrimary.Remove(number);
        foreach (var view in _views)
        {
            if (view.Rules.Graph == IdentityGraph.Pdg) _ = view.Dirty.Add(number);
        }
    }

    private void MarkPrimaryDirty(int primary)
    {
        foreach (var view in _views)
        {
            if (view.Rules.Graph == IdentityGraph.None) _ = view.Dirty.Add(primary);
        }
    }
}
