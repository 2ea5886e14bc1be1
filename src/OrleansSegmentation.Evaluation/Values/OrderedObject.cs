namespace OrleansSegmentation.Evaluation.Values;

/// <summary>A computed map or an object literal: keys in the order of their first appearance, a later value replaces an earlier one.</summary>
internal sealed class OrderedObject : PqlObject
{
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, PqlValue> _values = new(StringComparer.Ordinal);

    public override IReadOnlyList<string> Keys => _keys;

    public override bool TryGet(string name, out PqlValue value) => _values.TryGetValue(name, out value);

    /// <summary>Sets an entry; only while the object is being built.</summary>
    internal void Set(string key, in PqlValue value)
    {
        if (_values.TryAdd(key, value)) _keys.Add(key);
        else _values[key] = value;
    }
}
