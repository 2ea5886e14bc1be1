using System.Diagnostics.CodeAnalysis;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Pql.Tests.Testing;

/// <summary>Every function and operator of the language, with nothing behind it: the front end is tested without an evaluator.</summary>
internal sealed class TestCatalog : IFunctionCatalog
{
    private readonly Dictionary<string, FunctionSignature> _byName;

    private TestCatalog(IEnumerable<FunctionSignature> functions)
    {
        Functions = [.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)];
        _byName = Functions.ToDictionary(function => function.Name, StringComparer.Ordinal);
    }

    public static TestCatalog Default { get; } = new(All());

    public IReadOnlyList<FunctionSignature> Functions { get; }

    public bool TryGet(string name, [MaybeNullWhen(false)] out FunctionSignature signature) => _byName.TryGetValue(name, out signature);

    private static IEnumerable<FunctionSignature> All()
    {
        foreach (var name in new[] { "and", "or" }) yield return New(name, CallStyle.Operator, 2, true, Any("operand"), Any("operand"));
        yield return New("not", CallStyle.Operator, 1, false, Any("operand"));
        yield return New("negate", CallStyle.Operator, 1, false, Number("operand"));
        foreach (var name in new[] { "=", "!=", "<", "<=", ">", ">=" }) yield return New(name, CallStyle.Operator, 2, false, Any("left"), Any("right"));
        foreach (var name in new[] { "+", "-", "*", "/", "%" }) yield return New(name, CallStyle.Operator, 2, false, Number("left"), Number("right"));
        foreach (var name in new[] { "in", "notIn" }) yield return New(name, CallStyle.Operator, 2, false, Any("value"), List("list"));
        yield return New("like", CallStyle.Operator, 2, false, Text("text"), Text("pattern"));
        yield return New("matches", CallStyle.Operator, 2, true, Text("text"), Pattern("pattern"));
        yield return New("if", CallStyle.Function, 3, false, Any("condition"), Any("value"), Any("otherwise"));
        foreach (var name in new[] { "intersects", "intersection", "subsetOf", "supersetOf" })
            yield return New(name, CallStyle.Method, 2, false, List("list"), List("other"));
        yield return New("includes", CallStyle.Method, 2, false, List("list"), Any("value"));
        foreach (var name in new[] { "distinct", "head", "count" }) yield return New(name, CallStyle.Method, 1, false, List("list"));
        foreach (var name in new[] { "filter", "map", "groupBy", "forall" }) yield return New(name, CallStyle.Method, 2, false, List("list"), Lambda());
        foreach (var name in new[] { "exists", "sum", "average", "min", "max" }) yield return New(name, CallStyle.Method, 1, false, List("list"), Lambda());
        foreach (var name in new[] { "topN", "bottomN" })
            yield return New(name, CallStyle.Method, 3, false, List("list"), Lambda(), new FunctionParameter("amount", ParameterKind.Amount));
        yield return New("mapEntry", CallStyle.Function, 2, false, Any("key"), Any("value"));
        yield return New("get", CallStyle.Method, 2, false, Any("map"), Text("key"));
        foreach (var name in new[] { "keys", "values" }) yield return New(name, CallStyle.Method, 1, false, Any("map"));
        foreach (var name in new[] { "startsWith", "doesNotStartWith", "endsWith", "doesNotEndWith", "contains", "doesNotContain" })
            yield return New(name, CallStyle.Method, 2, true, Text("text"), Text("value"), Flag());
        foreach (var name in new[] { "equals", "notEqualTo" }) yield return New(name, CallStyle.Method, 2, true, Any("value"), Any("other"), Flag());
        yield return New("regexGroup", CallStyle.Method, 2, false, Text("text"), Pattern("pattern"), Number("group"));
        yield return New("stringCompare", CallStyle.Function, 3, true, Any("predicate"), Text("text"), Text("value"), Flag());
        foreach (var name in new[] { "isNull", "isNotNull" }) yield return New(name, CallStyle.Method, 1, false, Any("value"));
        foreach (var name in new[] { "currentMonth", "currentYear", "currentDayOfMonth" }) yield return New(name, CallStyle.Function, 0, false);
        foreach (var name in new[] { "getMonth", "getYear", "getDayOfMonth" })
            yield return New(name, CallStyle.Method, 1, false, new FunctionParameter("time", ParameterKind.Time));
        yield return New("date", CallStyle.Function, 3, false, Number("year"), Number("month"), Number("day"));
        yield return New("inSegment", CallStyle.Function, 1, false, new FunctionParameter("id", ParameterKind.StringLiteral));
        yield return New("modelInstances", CallStyle.Function, 1, false, new FunctionParameter("schema", ParameterKind.StringLiteral));
    }

    private static FunctionSignature New(string name, CallStyle style, int required, bool isVariadic, params FunctionParameter[] parameters) =>
        new(name, style, parameters, required, isVariadic, "", "", "");

    private static FunctionParameter Any(string name) => new(name, ParameterKind.Any);

    private static FunctionParameter Text(string name) => new(name, ParameterKind.Text);

    private static FunctionParameter Pattern(string name) => new(name, ParameterKind.Pattern);

    private static FunctionParameter Number(string name) => new(name, ParameterKind.Number);

    private static FunctionParameter List(string name) => new(name, ParameterKind.List);

    private static FunctionParameter Lambda() => new("expression", ParameterKind.Lambda);

    private static FunctionParameter Flag() => new("caseSensitive", ParameterKind.Flag);
}
