using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Printing;

/// <summary>Writes a tree as <c>pql/text</c>.</summary>
public static class PqlTextPrinter
{
    /// <summary>
    /// Returns the canonical text: keywords in lower case (the clauses of chain elements in upper case), one space around operators,
    /// method calls, filters in brackets, as few parentheses as possible. Reading it back gives an equal tree.
    /// </summary>
    /// <param name="root">A tree. A part of one is accepted too, for messages: variables declared outside are then written by name.</param>
    public static string Print(PqlNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new TreeTextWriter(root).Write();
    }
}
