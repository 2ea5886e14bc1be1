using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary><c>V from list where condition</c></summary>
internal sealed class DeclarationSyntax(TextSpan span, NamePart name, SyntaxNode source, SyntaxNode? condition)
    : SyntaxNode(span, source, condition)
{
    public NamePart Name { get; } = name;

    public SyntaxNode Source { get; } = source;

    public SyntaxNode? Condition { get; } = condition;

    public override string Label => $"declaration {Name.Text}";
}

/// <summary><c>select …</c></summary>
internal sealed class SelectSyntax(TextSpan span, ImmutableArray<DeclarationSyntax> declarations) : SyntaxNode(span, [.. declarations])
{
    public ImmutableArray<DeclarationSyntax> Declarations { get; } = declarations;

    public override string Label => "select";
}

/// <summary><c>exists …</c> and the other prefix quantifiers.</summary>
internal sealed class QuantifierSyntax(TextSpan span, PqlQuantifier quantifier, ImmutableArray<DeclarationSyntax> declarations)
    : SyntaxNode(span, [.. declarations])
{
    public PqlQuantifier Quantifier { get; } = quantifier;

    public ImmutableArray<DeclarationSyntax> Declarations { get; } = declarations;

    public override string Label => $"quantifier {Quantifier}";
}

/// <summary><c>sum value over …</c>, or <c>sum V from …</c> without a value.</summary>
internal sealed class AggregateSyntax(TextSpan span, NamePart function, SyntaxNode? value, ImmutableArray<DeclarationSyntax> declarations)
    : SyntaxNode(span, [value, .. declarations])
{
    public NamePart Function { get; } = function;

    public SyntaxNode? Value { get; } = value;

    public ImmutableArray<DeclarationSyntax> Declarations { get; } = declarations;

    public override string Label => $"aggregate {Function.Text}";
}

/// <summary><c>let name = value in body</c></summary>
internal sealed class LetSyntax(TextSpan span, NamePart name, SyntaxNode value, SyntaxNode body) : SyntaxNode(span, value, body)
{
    public NamePart Name { get; } = name;

    public SyntaxNode Value { get; } = value;

    public SyntaxNode Body { get; } = body;

    public override string Label => $"let {Name.Text}";
}
