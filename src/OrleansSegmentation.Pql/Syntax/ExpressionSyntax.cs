using System.Collections.Immutable;
using System.Globalization;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>The whole source.</summary>
internal sealed class ProgramSyntax(TextSpan span, ImmutableArray<NamePart>? head, SyntaxNode body) : SyntaxNode(span, body)
{
    /// <summary>Gets the names before <c>=></c>, or null.</summary>
    public ImmutableArray<NamePart>? Head { get; } = head;

    public SyntaxNode Body { get; } = body;

    public override string Label => Head is { } names ? $"program ({string.Join(", ", names.Select(name => name.Text))})" : "program";
}

/// <summary>A scalar, time word or period.</summary>
internal sealed class LiteralSyntax(TextSpan span, PqlLiteralKind kind, object? value) : SyntaxNode(span)
{
    public PqlLiteralKind Kind { get; } = kind;

    public object? Value { get; } = value;

    public override string Label => string.Create(CultureInfo.InvariantCulture, $"literal {Kind} {Value}");
}

/// <summary><c>[1, 2]</c>, or the parenthesised list after <c>in</c>.</summary>
internal sealed class ListSyntax(TextSpan span, ImmutableArray<LiteralSyntax> items) : SyntaxNode(span, [.. items])
{
    public ImmutableArray<LiteralSyntax> Items { get; } = items;

    public override string Label => "list";
}

/// <summary><c>{"name": value}</c></summary>
internal sealed class ObjectSyntax(TextSpan span, ImmutableArray<NamePart> names, ImmutableArray<SyntaxNode> values)
    : SyntaxNode(span, [.. values])
{
    public ImmutableArray<NamePart> Names { get; } = names;

    public ImmutableArray<SyntaxNode> Values { get; } = values;

    public override string Label => $"object {string.Join(", ", Names.Select(name => name.Text))}";
}

/// <summary>A bare name: a variable or a property of the current level.</summary>
internal sealed class NameSyntax(TextSpan span, string name, string? schema) : SyntaxNode(span)
{
    public string Name { get; } = name;

    /// <summary>Gets the text of the schema reference after the name, or null.</summary>
    public string? Schema { get; } = schema;

    public override string Label => Schema is null ? $"name {Name}" : $"name {Name} @{{{Schema}}}";
}

/// <summary><c>target.name</c></summary>
internal sealed class MemberSyntax(TextSpan span, SyntaxNode target, string name, string? schema) : SyntaxNode(span, target)
{
    public SyntaxNode Target { get; } = target;

    public string Name { get; } = name;

    /// <summary>Gets the text of the schema reference after the name, or null.</summary>
    public string? Schema { get; } = schema;

    public override string Label => Schema is null ? $"member {Name}" : $"member {Name} @{{{Schema}}}";
}

/// <summary><c>name(arguments)</c> or <c>target.name(arguments)</c>.</summary>
internal sealed class CallSyntax(TextSpan span, SyntaxNode? target, NamePart function, ImmutableArray<ArgumentSyntax> arguments)
    : SyntaxNode(span, [target, .. arguments])
{
    public SyntaxNode? Target { get; } = target;

    public NamePart Function { get; } = function;

    public ImmutableArray<ArgumentSyntax> Arguments { get; } = arguments;

    public override string Label => $"call {Function.Text}";
}

/// <summary>An argument: an expression, or a lambda when it has a head.</summary>
internal sealed class ArgumentSyntax(TextSpan span, ImmutableArray<NamePart>? head, SyntaxNode body) : SyntaxNode(span, body)
{
    public ImmutableArray<NamePart>? Head { get; } = head;

    public SyntaxNode Body { get; } = body;

    public override string Label => Head is { } names ? $"lambda ({string.Join(", ", names.Select(name => name.Text))})" : "argument";
}

/// <summary><c>target[condition]</c></summary>
internal sealed class FilterSyntax(TextSpan span, SyntaxNode target, ArgumentSyntax condition) : SyntaxNode(span, target, condition)
{
    public SyntaxNode Target { get; } = target;

    public ArgumentSyntax Condition { get; } = condition;

    public override string Label => "filter";
}

/// <summary>The first parameter of a level: <c>this</c> (0 levels up) or <c>^</c>, <c>^^</c>.</summary>
internal sealed class LevelSyntax(TextSpan span, int levelsUp) : SyntaxNode(span)
{
    public int LevelsUp { get; } = levelsUp;

    public override string Label => LevelsUp == 0 ? "this" : $"up {LevelsUp}";
}

/// <summary><c>$1</c></summary>
internal sealed class ParameterSyntax(TextSpan span, ulong number) : SyntaxNode(span)
{
    public ulong Number { get; } = number;

    public override string Label => $"parameter {Number}";
}

/// <summary><c>@{schema}</c></summary>
internal sealed class SchemaSyntax(TextSpan span, string schema) : SyntaxNode(span)
{
    public string Schema { get; } = schema;

    public override string Label => $"schema {Schema}";
}

/// <summary>An operator of any number of operands; <c>and</c> and <c>or</c> are flattened as written.</summary>
internal sealed class OperatorSyntax(TextSpan span, NamePart function, ImmutableArray<SyntaxNode> operands)
    : SyntaxNode(span, [.. operands])
{
    /// <summary>Gets the name in the function catalog and the place of the operator itself.</summary>
    public NamePart Function { get; } = function;

    public ImmutableArray<SyntaxNode> Operands { get; } = operands;

    public override string Label => $"operator {Function.Text}";
}
