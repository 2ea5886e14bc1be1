namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Answers many times whether a value is in one list, as <see cref="ValueComparison.IsIn"/> does.</summary>
/// <remarks>
/// A long list that holds only text, or only numbers, is hashed: between values of one such family equality needs no conversion. For
/// anything else the items are walked.
/// </remarks>
internal readonly struct ItemSet
{
    // Below this many items walking them costs less than hashing.
    private const int HashingThreshold = 16;

    private readonly IReadOnlyList<PqlValue> _items;
    private readonly HashSet<PqlValue>? _hashed;
    private readonly Family _family;

    public ItemSet(IReadOnlyList<PqlValue> items)
    {
        _items = items;
        if (items.Count < HashingThreshold) return;
        var hashed = new HashSet<PqlValue>(items.Count, DistinctEquality.Instance);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i].Decoded();
            if (item.IsNull) continue; // a null item matches nothing
            var family = FamilyOf(item);
            if (family == Family.Other || (_family != Family.Other && _family != family)) return;
            _family = family;
            hashed.Add(item);
        }

        _hashed = hashed;
    }

    private enum Family : byte
    {
        Other,
        Text,
        Number,
    }

    /// <summary>Tells whether some item equals a value, which is the left operand.</summary>
    public bool Contains(in PqlValue value, EvaluationContext context)
    {
        context.CountStep();
        if (_hashed is not null && FamilyOf(value) is var family and not Family.Other && family == _family) return _hashed.Contains(value);
        // One walk may be long, so that waiting for the next regular poll could take minutes.
        context.CancellationToken.ThrowIfCancellationRequested();
        return ValueComparison.IsIn(value, _items);
    }

    private static Family FamilyOf(in PqlValue value) =>
        value.Kind == PqlValueKind.String ? Family.Text : value.IsNumber && !double.IsNaN(value.AsDouble()) ? Family.Number : Family.Other;
}
