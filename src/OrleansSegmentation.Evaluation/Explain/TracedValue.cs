using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>A value and where in the profile it was read.</summary>
internal sealed class TracedValue
{
    private IReadOnlyList<TracedValue>? _items;

    /// <param name="value">The value.</param>
    /// <param name="path">Its path; empty for the profile itself, null for what is computed.</param>
    public TracedValue(in PqlValue value, string? path)
    {
        Value = value;
        Path = path;
    }

    /// <summary>Makes a list of values that were read at different places.</summary>
    /// <param name="items">The items.</param>
    /// <param name="path">The path they have in common, without positions; null if there is none.</param>
    public TracedValue(IReadOnlyList<TracedValue> items, string? path)
    {
        Value = items.Count == 0 ? PqlValue.EmptyList : PqlValue.FromList([.. items.Select(static item => item.Value)]);
        Path = path;
        _items = items;
        IsCollected = true;
    }

    public PqlValue Value { get; }

    public string? Path { get; }

    /// <summary>Gets whether the items are a choice from, or a projection of, what is at the path.</summary>
    public bool IsCollected { get; }

    public bool IsList => Value.Kind == PqlValueKind.List;

    /// <summary>Gets the items where the value is used as a list; none for null.</summary>
    public IReadOnlyList<TracedValue> Items => _items ??= MakeItems();

    private IReadOnlyList<TracedValue> MakeItems()
    {
        switch (Value.Kind)
        {
            case PqlValueKind.Null:
                return [];
            case PqlValueKind.List:
                return [.. Value.AsList().Select((item, index) => new TracedValue(item, Path is null ? null : ProfilePath.Item(Path, index)))];
            case PqlValueKind.Map:
                var keys = Value.AsObject().Keys;
                return [.. ListConversion.GetValues(Value.AsObject())
                    .Select((item, index) => new TracedValue(item, Path is null ? null : ProfilePath.Field(Path, keys[index])))];
            default:
                return [this];
        }
    }
}
