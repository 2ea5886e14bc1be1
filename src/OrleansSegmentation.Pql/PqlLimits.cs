namespace OrleansSegmentation.Pql;

/// <summary>Bounds every expression keeps, so that no input can exhaust memory, time or stack.</summary>
public static class PqlLimits
{
    /// <summary>Longest <c>pql/text</c> source, in UTF-16 units.</summary>
    public const int TextLength = 100_000;

    /// <summary>
    /// Longest <c>pql/json</c> source, in UTF-16 units. Larger than <see cref="TextLength"/> because the JSON form of an
    /// expression is many times longer than its text: whatever is accepted as text must be readable again as JSON.
    /// </summary>
    public const int JsonLength = 8_000_000;

    /// <summary>Deepest nesting, in nodes of the tree; also the deepest nesting of brackets in the text.</summary>
    public const int Nesting = 200;

    /// <summary>
    /// Most nodes below the top of a tree. A list literal counts once; the profile or variable a path starts at is not counted.
    /// </summary>
    public const int Nodes = 20_000;

    /// <summary>Most elements of one <c>chain</c>.</summary>
    public const int ChainElements = 6;

    /// <summary>Most distinct relationships (<c>name@{schema}</c>) of one expression.</summary>
    public const int Relationships = 5;

    /// <summary>Aggregations above this number are warned of.</summary>
    public const int RecommendedAggregations = 3;

    /// <summary>Levels of arrays inside arrays above this number are warned of.</summary>
    public const int RecommendedArrayLevels = 2;
}
