using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>
/// Makes the nodes of the canonical tree. Both encodings are read through it, so that the same rules hold for both and equal
/// expressions become equal trees.
/// </summary>
internal sealed class NodeBuilder(IFunctionCatalog catalog, DiagnosticBag diagnostics)
{
    private const string XdmPrefix = "xdm:";

    private static readonly object InvalidValue = new();

    private readonly CallRules _rules = new(diagnostics);

    /// <summary>Stands for a part that has an error already; as null it offends no other rule. Never part of a valid tree.</summary>
    public static LiteralNode Invalid(TextSpan span) => new(PqlLiteralKind.Null, InvalidValue) { Span = span };

    /// <summary>Whether a node stands for a part with an error.</summary>
    public static bool IsInvalid(PqlNode node) => node is LiteralNode { Value: var value } && ReferenceEquals(value, InvalidValue);

    /// <summary>Returns the name of a property step without the prefix that only some JSON payloads write.</summary>
    public static string FieldName(string name)
    {
        while (name.StartsWith(XdmPrefix, StringComparison.Ordinal) && name.Length > XdmPrefix.Length) name = name[XdmPrefix.Length..];
        return name;
    }

    /// <summary>Finds a function; reports an unknown one.</summary>
    public FunctionSignature? Function(string name, SourceLocation location)
    {
        if (catalog.TryGet(name, out var signature)) return signature;
        diagnostics.Report(location, FunctionNames.IsJourneyOptimizerOnly(name)
            ? PqlDiagnostics.NotInSegments(name)
            : PqlDiagnostics.UnknownFunction(name, FunctionSuggestions.Nearest(name, catalog)));
        return null;
    }

    /// <summary>Reports a number of arguments that the function does not take.</summary>
    public bool CheckCount(FunctionSignature signature, int count, SourceLocation location)
    {
        if (signature.Accepts(count)) return true;
        diagnostics.Report(location, PqlDiagnostics.ArgumentCount(signature.Name, signature.DescribeCount(), count, signature.Style == CallStyle.Method));
        return false;
    }

    /// <summary>Reports a number of lambda parameters that the function does not bind.</summary>
    /// <param name="signature">The function.</param>
    /// <param name="count">How many parameters the lambda has.</param>
    /// <param name="receiver">The list, when there is one: an aggregate over a select takes one parameter per variable.</param>
    /// <param name="location">The lambda.</param>
    public void CheckLambda(FunctionSignature signature, int count, PqlNode? receiver, SourceLocation location)
    {
        var isMap = signature.Name == FunctionNames.Map;
        if (count == 1 || (count == 2 && isMap)) return;
        if (FunctionNames.IsAggregate(signature.Name) && receiver is SelectNode select && select.Variables.Length == count) return;
        diagnostics.Report(location, PqlDiagnostics.LambdaParameterCount(
            signature.Name, isMap ? "one parameter, or two for key and value" : "one parameter", count));
    }

    /// <summary>Makes a call whose number of arguments was checked.</summary>
    public PqlNode Apply(
        FunctionSignature signature, ImmutableArray<PqlNode> arguments, TextSpan span, SourceLocation location, ImmutableArray<SourceLocation> locations)
    {
        if (signature.Name == FunctionNames.Negate && Negated(arguments[0]) is { } number) return number;
        CheckLiteralArgument(signature, arguments, locations);
        _rules.Check(signature, arguments, location, locations);
        return new ApplyNode(signature.Name, arguments) { Span = span };
    }

    public LiteralNode List(ImmutableArray<LiteralNode> items, TextSpan span, SourceLocation location)
    {
        if (!LiteralRules.HasOneType(items)) diagnostics.Report(location, PqlDiagnostics.MixedList());
        return new LiteralNode(PqlLiteralKind.List, items) { Span = span };
    }

    /// <summary>Makes a time test.</summary>
    public OccursNode Occurs(PqlNode timestamp, TimeQualificationNode tail, TextSpan span, SourceLocation location)
    {
        CheckTime(timestamp, location);
        return new OccursNode(timestamp, tail) { Span = span };
    }

    /// <summary>Reports a literal that is no time.</summary>
    public void CheckTime(PqlNode time, SourceLocation location)
    {
        if (time is LiteralNode literal && !LiteralRules.CanBeTime(literal))
            diagnostics.Report(location, PqlDiagnostics.NotATime(LiteralText.Of(literal)));
    }

    /// <summary>Returns a step of the path from an event to its time, which cannot leave the event.</summary>
    public string TimeStep(string name, SourceLocation location)
    {
        if (SchemaReference.TrySplit(name, out _, out _)) diagnostics.Report(location, PqlDiagnostics.RelationshipInTimePath(name));
        return FieldName(name);
    }

    public ChainNode Chain(
        PqlNode source, ImmutableArray<string> timePath, ImmutableArray<ChainElementNode> elements, TextSpan span, SourceLocation location,
        ImmutableArray<ElementLocations> locations)
    {
        ChainRules.Check(elements, location, locations, diagnostics);
        return new ChainNode(source, timePath, elements) { Span = span };
    }

    private static LiteralNode? Negated(PqlNode operand) => operand switch
    {
        LiteralNode { Kind: PqlLiteralKind.Integer, Value: long value } when value != long.MinValue =>
            new LiteralNode(PqlLiteralKind.Integer, -value) { Span = operand.Span },
        LiteralNode { Kind: PqlLiteralKind.Double, Value: double value } => new LiteralNode(PqlLiteralKind.Double, -value) { Span = operand.Span },
        _ => null,
    };

    private void CheckLiteralArgument(FunctionSignature signature, ImmutableArray<PqlNode> arguments, ImmutableArray<SourceLocation> locations)
    {
        if (signature.Name == FunctionNames.StringCompare) return; // has a rule of its own, which names what it accepts
        for (var i = 0; i < arguments.Length && i < signature.Parameters.Count; i++)
        {
            if (signature.Parameters[i].Kind != ParameterKind.StringLiteral && signature.Name != FunctionNames.ModelInstances) continue;
            if (arguments[i] is LiteralNode { Kind: PqlLiteralKind.String, Value: string { Length: > 0 } text })
            {
                if (signature.Name != FunctionNames.ModelInstances || !text.Contains('}', StringComparison.Ordinal)) continue;
            }

            if (IsInvalid(arguments[i])) continue;
            var found = arguments[i] is LiteralNode literal ? $"'{LiteralText.Of(literal)}'" : "an expression";
            diagnostics.Report(locations[i], PqlDiagnostics.NotAStringLiteral(signature.Name, found));
        }
    }
}
