namespace OrleansSegmentation.Evaluation.Functions.Text;

/// <summary>A test of one text against another.</summary>
public enum StringPredicate
{
    /// <summary>The same text.</summary>
    Equals,

    /// <summary>A prefix.</summary>
    StartsWith,

    /// <summary>A suffix.</summary>
    EndsWith,

    /// <summary>A part.</summary>
    Contains,
}

/// <summary>The tests behind the text functions, positive sense, without culture.</summary>
public static class StringPredicates
{
    /// <summary>Tests one text against another, code unit by code unit; without case, in ordinal ignore-case.</summary>
    public static bool Test(StringPredicate predicate, string text, string argument, bool caseSensitive) =>
        Test(predicate, text.AsSpan(), argument, caseSensitive);

    /// <summary>Tests one text against another, code unit by code unit; without case, in ordinal ignore-case.</summary>
    public static bool Test(StringPredicate predicate, ReadOnlySpan<char> text, ReadOnlySpan<char> argument, bool caseSensitive)
    {
        var comparison = caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return predicate switch
        {
            StringPredicate.StartsWith => text.StartsWith(argument, comparison),
            StringPredicate.EndsWith => text.EndsWith(argument, comparison),
            StringPredicate.Contains => text.Contains(argument, comparison),
            _ => text.Equals(argument, comparison),
        };
    }
}
