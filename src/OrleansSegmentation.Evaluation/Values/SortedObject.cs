namespace OrleansSegmentation.Evaluation.Values;

/// <summary>An object of a JSON document: keys in ordinal order, no null values.</summary>
internal sealed class SortedObject(string[] keys, PqlValue[] values, int eventPosition) : PqlObject
{
    // Below this many keys walking them costs less than a binary search.
    private const int LinearSearchLimit = 8;

    public override IReadOnlyList<string> Keys => keys;

    public override int EventPosition => eventPosition;

    public override bool TryGet(string name, out PqlValue value)
    {
        var index = keys.Length <= LinearSearchLimit ? Array.IndexOf(keys, name) : Array.BinarySearch(keys, name, StringComparer.Ordinal);
        value = index >= 0 ? values[index] : PqlValue.Null;
        return index >= 0;
    }
}
