using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Pql.Tree;

/// <summary>
/// A node of the canonical tree: what both <c>pql/text</c> and <c>pql/json</c> are read into, what is printed, planned and evaluated.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. Names are resolved: a path starts at a <see cref="RootNode"/> (the profile) or a <see cref="VariableNode"/>
/// (a lambda parameter, a declared variable, a chain label); levels, <c>^</c>, <c>$n</c> and <c>this</c> are gone.
/// Equality is structural and ignores <see cref="Span"/>.
/// </remarks>
public abstract class PqlNode : IEquatable<PqlNode>
{
    private int _hash;

    /// <summary>Gets where the node came from in the text (all zero for <c>pql/json</c>). Not part of equality.</summary>
    public TextSpan Span { get; init; }

    /// <summary>Gets the child nodes in evaluation order.</summary>
    public abstract IEnumerable<PqlNode> Children { get; }

    /// <summary>Compares kind, own values and children.</summary>
    public bool Equals(PqlNode? other) =>
        ReferenceEquals(this, other) ||
        (other is not null && GetType() == other.GetType() && GetHashCode() == other.GetHashCode()
            && SameValues(other) && Children.SequenceEqual(other.Children));

    /// <inheritdoc />
    public sealed override bool Equals(object? obj) => obj is PqlNode other && Equals(other);

    /// <inheritdoc />
    public sealed override int GetHashCode()
    {
        if (_hash != 0) return _hash;
        var hash = new HashCode();
        hash.Add(GetType().Name, StringComparer.Ordinal);
        AddValues(ref hash);
        foreach (var child in Children) hash.Add(child.GetHashCode());
        var value = hash.ToHashCode();
        return _hash = value == 0 ? 1 : value;
    }

    /// <summary>Compares what is not a child; <paramref name="other"/> has the same type.</summary>
    protected abstract bool SameValues(PqlNode other);

    /// <summary>Adds what is not a child.</summary>
    protected abstract void AddValues(ref HashCode hash);
}

/// <summary>The type of a <see cref="LiteralNode"/>.</summary>
public enum PqlLiteralKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><see cref="bool"/>.</summary>
    Boolean,

    /// <summary><see cref="long"/>.</summary>
    Integer,

    /// <summary><see cref="double"/>.</summary>
    Double,

    /// <summary><see cref="string"/>.</summary>
    String,

    /// <summary><see cref="ImmutableArray{T}"/> of <see cref="LiteralNode"/> scalars.</summary>
    List,

    /// <summary>A <see cref="string"/>: <c>now</c>, <c>today</c>, <c>yesterday</c>, <c>tomorrow</c>, or a period such as <c>last month</c>.</summary>
    Timestamp,
}

/// <summary>A constant.</summary>
public sealed class LiteralNode(PqlLiteralKind kind, object? value) : PqlNode
{
    /// <summary>Gets the type.</summary>
    public PqlLiteralKind Kind { get; } = kind;

    /// <summary>Gets the value; its .NET type follows from <see cref="Kind"/>.</summary>
    public object? Value { get; } = value;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => Kind == PqlLiteralKind.List ? (ImmutableArray<LiteralNode>)Value! : [];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other)
    {
        var literal = (LiteralNode)other;
        return Kind == literal.Kind && (Kind == PqlLiteralKind.List || Equals(Value, literal.Value));
    }

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
        hash.Add(Kind);
        if (Kind != PqlLiteralKind.List) hash.Add(Value);
    }
}

/// <summary>The profile (<c>parameterReference</c> 1).</summary>
public sealed class RootNode : PqlNode
{
    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => true;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
    }
}

/// <summary>A lambda parameter, declared variable or chain label.</summary>
public sealed class VariableNode(string name) : PqlNode
{
    /// <summary>Gets the name. Unique among the names visible at this place.</summary>
    public string Name { get; } = name;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Name == ((VariableNode)other).Name;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash) => hash.Add(Name, StringComparer.Ordinal);
}

/// <summary>A property step (<c>fieldLookup</c>).</summary>
public sealed class FieldNode(PqlNode target, string name) : PqlNode
{
    /// <summary>Gets what the property is read from.</summary>
    public PqlNode Target { get; } = target;

    /// <summary>Gets the property name; a step over a relationship is written <c>name@{schema}</c>.</summary>
    public string Name { get; } = name;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [Target];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Name == ((FieldNode)other).Name;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash) => hash.Add(Name, StringComparer.Ordinal);
}

/// <summary>An operator or a function (<c>fnApply</c>); the receiver of a method comes first.</summary>
public sealed class ApplyNode(string function, ImmutableArray<PqlNode> arguments) : PqlNode
{
    /// <summary>Gets the name: a symbol (<c>=</c>, <c>+</c>), a word (<c>and</c>, <c>in</c>, <c>negate</c>) or a function.</summary>
    public string Function { get; } = function;

    /// <summary>Gets the arguments; <c>and</c> and <c>or</c> have two or more.</summary>
    public ImmutableArray<PqlNode> Arguments { get; } = arguments;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => Arguments;

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Function == ((ApplyNode)other).Function;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash) => hash.Add(Function, StringComparer.Ordinal);
}

/// <summary>A function argument that is evaluated per item.</summary>
public sealed class LambdaNode(ImmutableArray<string> parameters, PqlNode body) : PqlNode
{
    /// <summary>Gets the parameter names, one or more.</summary>
    public ImmutableArray<string> Parameters { get; } = parameters;

    /// <summary>Gets the body.</summary>
    public PqlNode Body { get; } = body;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [Body];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Parameters.SequenceEqual(((LambdaNode)other).Parameters);

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
        foreach (var parameter in Parameters) hash.Add(parameter, StringComparer.Ordinal);
    }
}

/// <summary>One <c>V from list where condition</c>.</summary>
public sealed class VariableDeclarationNode(string name, PqlNode source, PqlNode? condition) : PqlNode
{
    /// <summary>Gets the variable.</summary>
    public string Name { get; } = name;

    /// <summary>Gets the list that is walked.</summary>
    public PqlNode Source { get; } = source;

    /// <summary>Gets the condition, or null.</summary>
    public PqlNode? Condition { get; } = condition;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => Condition is null ? [Source] : [Source, Condition];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Name == ((VariableDeclarationNode)other).Name;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash) => hash.Add(Name, StringComparer.Ordinal);
}

/// <summary><c>select</c>: every combination of the variables that meets the conditions.</summary>
public sealed class SelectNode(ImmutableArray<VariableDeclarationNode> variables) : PqlNode
{
    /// <summary>Gets the declarations, one or more.</summary>
    public ImmutableArray<VariableDeclarationNode> Variables { get; } = variables;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => Variables;

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => true;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
    }
}

/// <summary>The four prefix quantifiers.</summary>
public enum PqlQuantifier
{
    /// <summary>At least one combination (<c>exists</c>).</summary>
    Some,

    /// <summary>Every item (<c>forall</c>).</summary>
    All,

    /// <summary>No combination.</summary>
    None,

    /// <summary>Exactly one combination.</summary>
    One,
}

/// <summary>A prefix quantifier over declared variables.</summary>
public sealed class QuantificationNode(PqlQuantifier quantifier, ImmutableArray<VariableDeclarationNode> variables) : PqlNode
{
    /// <summary>Gets the quantifier.</summary>
    public PqlQuantifier Quantifier { get; } = quantifier;

    /// <summary>Gets the declarations, one or more.</summary>
    public ImmutableArray<VariableDeclarationNode> Variables { get; } = variables;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => Variables;

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Quantifier == ((QuantificationNode)other).Quantifier;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash) => hash.Add(Quantifier);
}

/// <summary><c>let name = value in body</c>.</summary>
public sealed class LetNode(string name, PqlNode value, PqlNode body) : PqlNode
{
    /// <summary>Gets the variable.</summary>
    public string Name { get; } = name;

    /// <summary>Gets its value.</summary>
    public PqlNode Value { get; } = value;

    /// <summary>Gets the expression that sees it.</summary>
    public PqlNode Body { get; } = body;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [Value, Body];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Name == ((LetNode)other).Name;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash) => hash.Add(Name, StringComparer.Ordinal);
}

/// <summary>An object literal, <c>{"name": value}</c>.</summary>
public sealed class ObjectNode(ImmutableArray<string> names, ImmutableArray<PqlNode> values) : PqlNode
{
    /// <summary>Gets the keys, one or more, distinct.</summary>
    public ImmutableArray<string> Names { get; } = names;

    /// <summary>Gets the values, as many as <see cref="Names"/>.</summary>
    public ImmutableArray<PqlNode> Values { get; } = values;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => Values;

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => Names.SequenceEqual(((ObjectNode)other).Names);

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
        foreach (var name in Names) hash.Add(name, StringComparer.Ordinal);
    }
}
