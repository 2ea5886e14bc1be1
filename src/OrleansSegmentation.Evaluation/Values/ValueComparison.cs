using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Comparison of any two values. A list meets a scalar existentially: some item that is not null satisfies the comparison.</summary>
public static class ValueComparison
{
    /// <summary>Compares with one of the six operators. Two lists are equal item by item in order, and have no order.</summary>
    public static bool Test(PqlComparison comparison, in PqlValue left, in PqlValue right)
    {
        if (left.Kind == PqlValueKind.List) return right.Kind == PqlValueKind.List ? TestLists(comparison, left, right) : TestItems(comparison, left.AsList(), right);
        if (right.Kind != PqlValueKind.List) return ScalarComparison.Test(comparison, left, right);
        if (left.IsNull) return false;
        var decoded = left.Decoded();
        var items = right.AsList();
        for (var i = 0; i < items.Count; i++)
        {
            if (Test(comparison, decoded, items[i])) return true;
        }

        return false;
    }

    /// <summary>Tells whether some item equals a value, which is the left operand and therefore gives the type.</summary>
    public static bool IsIn(in PqlValue value, IReadOnlyList<PqlValue> items)
    {
        if (value.IsNull) return false;
        var decoded = value.Decoded();
        for (var i = 0; i < items.Count; i++)
        {
            if (ScalarComparison.Equal(decoded, items[i])) return true;
        }

        return false;
    }

    private static bool TestItems(PqlComparison comparison, IReadOnlyList<PqlValue> items, in PqlValue right)
    {
        if (right.IsNull) return false;
        var decoded = right.Decoded();
        for (var i = 0; i < items.Count; i++)
        {
            if (Test(comparison, items[i], decoded)) return true;
        }

        return false;
    }

    private static bool TestLists(PqlComparison comparison, in PqlValue left, in PqlValue right) =>
        comparison is PqlComparison.Equal or PqlComparison.NotEqual
        && StructuralEquality.SameLists(left.AsList(), right.AsList()) == (comparison == PqlComparison.Equal);
}
