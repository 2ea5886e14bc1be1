namespace OrleansSegmentation.Pql.Diagnostics;

/// <summary>A part of a PQL text.</summary>
/// <param name="Start">Zero-based offset in UTF-16 units.</param>
/// <param name="Length">Length in UTF-16 units, 0 for "between two characters".</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Gets the offset just after the last unit.</summary>
    public int End => Start + Length;

    /// <summary>Returns the smallest span that covers both.</summary>
    public TextSpan Cover(TextSpan other)
    {
        var start = Math.Min(Start, other.Start);
        return new TextSpan(start, Math.Max(End, other.End) - start);
    }
}
