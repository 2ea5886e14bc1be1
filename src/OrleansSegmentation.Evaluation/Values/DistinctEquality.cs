namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Equality without conversion, for telling distinct values apart: text is text, numbers are one family, events are themselves.</summary>
internal sealed class DistinctEquality : IEqualityComparer<PqlValue>
{
    public static DistinctEquality Instance { get; } = new();

    public bool Equals(PqlValue x, PqlValue y)
    {
        if (x.IsNumber && y.IsNumber) return ScalarComparison.OrderNumbers(x, y) is 0;
        if (x.HasProperties && y.HasProperties) return SameObjects(x.AsObject(), y.AsObject());
        if (x.Kind != y.Kind) return false;
        return x.Kind switch
        {
            PqlValueKind.Null => true,
            PqlValueKind.Boolean => x.AsBoolean() == y.AsBoolean(),
            PqlValueKind.String => x.AsString() == y.AsString(),
            PqlValueKind.Time => x.AsTime() == y.AsTime(),
            PqlValueKind.List => SameLists(x.AsList(), y.AsList()),
            _ => false,
        };
    }

    public int GetHashCode(PqlValue value) => value.Kind switch
    {
        PqlValueKind.Boolean => value.AsBoolean() ? 1 : 2,
        // Numbers that are equal have the same nearest double.
        PqlValueKind.Integer or PqlValueKind.Double => (value.AsDouble() + 0.0).GetHashCode(),
        PqlValueKind.String => value.AsString().GetHashCode(StringComparison.Ordinal),
        PqlValueKind.Time => value.AsTime().GetHashCode(),
        PqlValueKind.List => GetHashCode(value.AsList()),
        PqlValueKind.Object or PqlValueKind.Map => GetHashCode(value.AsObject()),
        _ => 0,
    };

    private int GetHashCode(IReadOnlyList<PqlValue> items)
    {
        var hash = new HashCode();
        for (var i = 0; i < items.Count; i++) hash.Add(GetHashCode(items[i]));
        return hash.ToHashCode();
    }

    private int GetHashCode(PqlObject value)
    {
        if (value.EventPosition >= 0) return value.EventPosition;
        var sum = 0; // keys may come in any order
        foreach (var key in value.Keys)
        {
            value.TryGet(key, out var property);
            sum += HashCode.Combine(key, GetHashCode(property));
        }

        return sum;
    }

    private bool SameLists(IReadOnlyList<PqlValue> left, IReadOnlyList<PqlValue> right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!Equals(left[i], right[i])) return false;
        }

        return true;
    }

    private bool SameObjects(PqlObject left, PqlObject right)
    {
        if (left.EventPosition >= 0 || right.EventPosition >= 0) return left.EventPosition == right.EventPosition;
        if (left.Count != right.Count) return false;
        foreach (var key in left.Keys)
        {
            left.TryGet(key, out var value);
            if (!right.TryGet(key, out var other) || !Equals(value, other)) return false;
        }

        return true;
    }
}
