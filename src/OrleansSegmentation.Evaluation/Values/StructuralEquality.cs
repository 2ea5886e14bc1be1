namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Equality of lists item by item, and of objects property by property.</summary>
internal static class StructuralEquality
{
    /// <summary>Compares lists: as long as each other, equal items in order.</summary>
    public static bool SameLists(IReadOnlyList<PqlValue> left, IReadOnlyList<PqlValue> right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!SameParts(left[i], right[i])) return false;
        }

        return true;
    }

    /// <summary>Compares objects: events by identity, others by the same properties with equal values.</summary>
    public static bool SameObjects(PqlObject left, PqlObject right)
    {
        if (left.EventPosition >= 0 && right.EventPosition >= 0) return left.EventPosition == right.EventPosition;
        if (ReferenceEquals(left, right)) return true;
        if (left.Count != right.Count) return false;
        foreach (var key in left.Keys)
        {
            left.TryGet(key, out var value);
            if (!right.TryGet(key, out var other) || !SameParts(value, other)) return false;
        }

        return true;
    }

    // Inside a structure an absent value is the same as an absent value, or no list with a hole would equal itself.
    private static bool SameParts(in PqlValue left, in PqlValue right)
    {
        if (left.IsNull || right.IsNull) return left.IsNull && right.IsNull;
        if (left.Kind == PqlValueKind.List || right.Kind == PqlValueKind.List)
        {
            return left.Kind == right.Kind && SameLists(left.AsList(), right.AsList());
        }

        return ScalarComparison.Equal(left, right);
    }
}
