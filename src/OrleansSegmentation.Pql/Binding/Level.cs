using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>A lambda nesting level: bare names are properties of its first parameter.</summary>
/// <param name="Outer">The level around, null for the whole expression.</param>
/// <param name="Parameters">Names in the tree; empty for the whole expression, whose only parameter is the profile.</param>
internal sealed record Level(Level? Outer, ImmutableArray<string> Parameters)
{
    public static Level Program { get; } = new(null, []);

    /// <summary>Gets how many levels are above.</summary>
    public int Depth { get; } = Outer is null ? 0 : Outer.Depth + 1;

    public int ParameterCount => Math.Max(1, Parameters.Length);

    public PqlNode Reference(int parameter, TextSpan span) =>
        Parameters.IsEmpty ? new RootNode { Span = span } : new VariableNode(Parameters[parameter]) { Span = span };

    public Level Up(int count)
    {
        var level = this;
        for (var i = 0; i < count; i++) level = level.Outer!;
        return level;
    }
}
