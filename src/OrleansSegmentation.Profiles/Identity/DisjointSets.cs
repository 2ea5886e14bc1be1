namespace OrleansSegmentation.Profiles.Identity;

/// <summary>Union–find over 0 … n−1; the root of a set is its least member, so roots do not depend on the order of unions.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parents;

    public DisjointSets(int count)
    {
        _parents = new int[count];
        for (var i = 0; i < count; i++) _parents[i] = i;
    }

    /// <summary>Returns the least member of an item's set.</summary>
    public int Find(int item)
    {
        while (_parents[item] != item)
        {
            _parents[item] = _parents[_parents[item]]; // halves the path for the next search
            item = _parents[item];
        }

        return item;
    }

    /// <summary>Joins the sets of two items.</summary>
    public void Union(int left, int right)
    {
        (left, right) = (Find(left), Find(right));
        if (left < right) _parents[right] = left;
        else _parents[left] = right;
    }
}
