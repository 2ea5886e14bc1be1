using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>A node of the syntax tree: what was written, with names not yet resolved.</summary>
internal abstract class SyntaxNode
{
    protected SyntaxNode(TextSpan span, params ReadOnlySpan<SyntaxNode?> children)
    {
        Span = span;
        var present = ImmutableArray.CreateBuilder<SyntaxNode>(children.Length);
        var deepest = 0;
        foreach (var child in children)
        {
            if (child is null) continue;
            present.Add(child);
            deepest = Math.Max(deepest, child.Depth);
        }

        Children = present.DrainToImmutable();
        Depth = deepest + 1;
    }

    /// <summary>Gets where the node stands in the text.</summary>
    public TextSpan Span { get; }

    /// <summary>Gets the parts, in the order written.</summary>
    public ImmutableArray<SyntaxNode> Children { get; }

    /// <summary>Gets the number of nodes from here down to the deepest leaf.</summary>
    public int Depth { get; }

    /// <summary>Gets one line that shows the node without its children.</summary>
    public abstract string Label { get; }

    public override string ToString() => Label;
}

/// <summary>A name with its place.</summary>
internal readonly record struct NamePart(string Text, TextSpan Span);

/// <summary>Stands where an expression should be but is not; always comes with an error.</summary>
internal sealed class ErrorSyntax(TextSpan span) : SyntaxNode(span)
{
    public override string Label => "error";
}
