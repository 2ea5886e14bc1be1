using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>What stands after <c>occurs</c> and in <c>WHEN</c>.</summary>
internal sealed class TimeTailSyntax(
    TextSpan span, PqlGap? distance, PqlTimeDirection? direction, SyntaxNode time, SyntaxNode? end) : SyntaxNode(span, time, end)
{
    public PqlGap? Distance { get; } = distance;

    public PqlTimeDirection? Direction { get; } = direction;

    public SyntaxNode Time { get; } = time;

    /// <summary>Gets the second time of <c>between</c>, or null.</summary>
    public SyntaxNode? End { get; } = end;

    public override string Label => "time" + Show(Distance) + (Direction is { } word ? " " + TimeWords.WordOf(word) : "")
        + (End is null ? "" : " between");

    internal static string Show(PqlGap? gap) => gap is not { } value
        ? "" : $" {TimeWords.SymbolOf(value.Comparison)} {value.Duration.Count} {TimeWords.PluralOf(value.Duration.Unit)}";
}

/// <summary><c>operand occurs tail</c></summary>
internal sealed class OccursSyntax(TextSpan span, SyntaxNode operand, TimeTailSyntax tail) : SyntaxNode(span, operand, tail)
{
    public SyntaxNode Operand { get; } = operand;

    public TimeTailSyntax Tail { get; } = tail;

    public override string Label => "occurs";
}

/// <summary>The argument of <c>COUNT</c>.</summary>
internal readonly record struct CountPart(PqlComparison? Comparison, long Count, TextSpan Span);

/// <summary>The argument of <c>GAP</c>.</summary>
internal readonly record struct GapPart(PqlGap Gap, TextSpan Span);

/// <summary>One step of a chain.</summary>
internal sealed class ElementSyntax(
    TextSpan span, NamePart label, bool isNegated, SyntaxNode what, SyntaxNode? where, TimeTailSyntax? when, CountPart? count, GapPart? gap)
    : SyntaxNode(span, what, where, when)
{
    /// <summary>Gets the label.</summary>
    public NamePart Name { get; } = label;

    public bool IsNegated { get; } = isNegated;

    public SyntaxNode What { get; } = what;

    public SyntaxNode? Where { get; } = where;

    public TimeTailSyntax? When { get; } = when;

    public CountPart? Count { get; } = count;

    public GapPart? Gap { get; } = gap;

    public override string Label => "element " + (IsNegated ? "not " : "") + Name.Text
        + (Count is { } part ? $" count {(part.Comparison is { } symbol ? TimeWords.SymbolOf(symbol) + " " : "")}{part.Count}" : "")
        + (Gap is { } distance ? " gap" + TimeTailSyntax.Show(distance.Gap) : "");
}

/// <summary><c>chain(list, time, [elements])</c></summary>
internal sealed class ChainSyntax(
    TextSpan span, SyntaxNode source, ImmutableArray<NamePart> timePath, ImmutableArray<ElementSyntax> elements)
    : SyntaxNode(span, [source, .. elements])
{
    public SyntaxNode Source { get; } = source;

    public ImmutableArray<NamePart> TimePath { get; } = timePath;

    public ImmutableArray<ElementSyntax> Elements { get; } = elements;

    public override string Label => $"chain by {string.Join(".", TimePath.Select(step => step.Text))}";
}
