using System.Diagnostics.CodeAnalysis;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>The functions an expression may call. The evaluator implements it, so that what binds also runs.</summary>
public interface IFunctionCatalog
{
    /// <summary>Gets all functions and operators, by name, ordinal order.</summary>
    IReadOnlyList<FunctionSignature> Functions { get; }

    /// <summary>Finds a function by its exact, case-sensitive name.</summary>
    bool TryGet(string name, [MaybeNullWhen(false)] out FunctionSignature signature);
}

/// <summary>What an argument of a function accepts when it is a literal. Data is dynamic: no type is wrong at run time.</summary>
public enum ParameterKind
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>A string, or a list of strings.</summary>
    Text,

    /// <summary>A regular expression as <see cref="Text"/>; a literal is checked when the definition is saved.</summary>
    Pattern,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A list; a scalar literal is refused.</summary>
    List,

    /// <summary>A Boolean flag.</summary>
    Flag,

    /// <summary>A time.</summary>
    Time,

    /// <summary>One string literal, nothing else (<c>inSegment</c>).</summary>
    StringLiteral,

    /// <summary>An integer literal or a computed number; a literal must be at least 1 (<c>topN</c>).</summary>
    Amount,

    /// <summary>An expression evaluated per item at a new level, with one or two parameters.</summary>
    Lambda,
}

/// <summary>How the text form is written by the printer.</summary>
public enum CallStyle
{
    /// <summary><c>receiver.name(arguments)</c>.</summary>
    Method,

    /// <summary><c>name(arguments)</c> (<c>date</c>, <c>if</c>, <c>inSegment</c>, <c>currentMonth</c>, <c>mapEntry</c>, <c>stringCompare</c>).</summary>
    Function,

    /// <summary>A symbol or word between or before its operands.</summary>
    Operator,
}

/// <summary>Name, arguments and documentation of one function or operator.</summary>
/// <param name="Name">As in <c>fnName</c>.</param>
/// <param name="Style">How it is written.</param>
/// <param name="Parameters">The receiver first. Missing optional ones are simply absent.</param>
/// <param name="RequiredCount">How many of <paramref name="Parameters"/> must be given.</param>
/// <param name="IsVariadic">Whether the last value parameter repeats (multi-value string predicates, <c>and</c>, <c>or</c>).</param>
/// <param name="Summary">One sentence for the reference page.</param>
/// <param name="NullRule">What null, empty and out-of-range mean.</param>
/// <param name="Example">An expression that is true or has the value shown.</param>
public sealed record FunctionSignature(
    string Name, CallStyle Style, IReadOnlyList<FunctionParameter> Parameters, int RequiredCount, bool IsVariadic,
    string Summary, string NullRule, string Example);

/// <summary>One parameter.</summary>
/// <param name="Name">For documentation and errors.</param>
/// <param name="Kind">What a literal must be.</param>
public sealed record FunctionParameter(string Name, ParameterKind Kind);
