using System.Collections.Immutable;
using System.Text.Json;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

internal sealed partial class PqlJsonReader
{
    private PqlNode ReadApply(JsonElement node, JsonPath path, int depth)
    {
        if (ReadFunctionName(node, path) is not { } name) return NodeBuilder.Invalid(default);
        var signature = _builder.Function(name, path.Property("fnName"));
        var isConnective = name is FunctionNames.And or FunctionNames.Or;
        var items = Optional(node, "params") is { } array ? Items(array, "params", "fnApply", path, mayBeEmpty: !isConnective) : [];
        if (items is null) return NodeBuilder.Invalid(default);
        if (!node.TryGetProperty("params", out _) && signature is not { RequiredCount: 0 })
            return Report(path, PqlDiagnostics.MissingField("params", "fnApply"));

        // Builders write "and" around a single condition.
        if (isConnective && items.Count == 1) return ReadNode(items[0].Item, items[0].Path, depth + 1);
        if (signature is not null && !_builder.CheckCount(signature, items.Count, path)) signature = null;

        var arguments = ImmutableArray.CreateBuilder<PqlNode>(items.Count);
        foreach (var (item, itemPath) in items)
        {
            var parameter = signature?.ParameterAt(arguments.Count, items.Count, endsWithBoolean: false);
            arguments.Add(ReadArgument(item, itemPath, depth + 1, signature, parameter, arguments.Count > 0 ? arguments[0] : null));
        }

        return signature is null
            ? NodeBuilder.Invalid(default)
            : _builder.Apply(signature, arguments.MoveToImmutable(), default, path, [.. items.Select(item => (SourceLocation)item.Path)]);
    }

    private string? ReadFunctionName(JsonElement node, JsonPath path)
    {
        string? name;
        if (Optional(node, "fnName") is { } value)
        {
            name = Name(value, path.Property("fnName"));
        }
        else if (Optional(node, "function") is { } function)
        {
            // The older name of the field; its value may be a whole node that carries the name.
            name = function.ValueKind == JsonValueKind.Object
                ? RequiredName(function, "fnName", "function", path.Property("function"))
                : Name(function, path.Property("function"));
        }
        else
        {
            Report(path, PqlDiagnostics.MissingField("fnName", "fnApply"));
            return null;
        }

        if (name == FunctionNames.InAudience) return FunctionNames.InSegment;
        return name?.ToLowerInvariant() is FunctionNames.And or FunctionNames.Or or FunctionNames.Not ? name.ToLowerInvariant() : name;
    }

    private PqlNode ReadArgument(
        JsonElement item, JsonPath path, int depth, FunctionSignature? signature, FunctionParameter? parameter, PqlNode? receiver)
    {
        var isLambda = item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty("nodeType", out var nodeType)
            && nodeType.ValueKind == JsonValueKind.String && nodeType.ValueEquals("lambda");
        if (!isLambda)
        {
            var value = ReadNode(item, path, depth);
            if (parameter?.Kind == ParameterKind.Lambda) Report(path, PqlDiagnostics.LambdaExpected(signature!.Name, parameter.Name));
            return value;
        }

        if (parameter is not null && parameter.Kind != ParameterKind.Lambda)
            return Report(path, PqlDiagnostics.LambdaNotAccepted(signature!.Name, parameter.Name));
        return ReadLambda(item, path, depth, signature, receiver);
    }

    private PqlNode ReadLambda(JsonElement node, JsonPath path, int depth, FunctionSignature? signature, PqlNode? receiver)
    {
        if (depth > PqlLimits.Nesting) return Report(path, PqlDiagnostics.NestedTooDeeply());
        if (ReadParameters(node, path) is not { } names) return NodeBuilder.Invalid(default);
        if (signature is not null) _builder.CheckLambda(signature, names.Count, receiver, path);

        var mark = _scope.Mark;
        var parameters = ImmutableArray.CreateBuilder<string>(names.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, namePath) in names)
        {
            if (!seen.Add(name)) Report(namePath, PqlDiagnostics.DuplicateName("lambda parameter", name));
            parameters.Add(_scope.Declare(name));
        }

        var body = RequiredNode(node, "body", "lambda", path, depth);
        _scope.Restore(mark);
        return new LambdaNode(parameters.MoveToImmutable(), body);
    }

    // [{"varName": "x"}] or ["x"]; null when there was an error.
    private List<(string Name, JsonPath Path)>? ReadParameters(JsonElement node, JsonPath path)
    {
        if (RequiredItems(node, "params", "lambda", path) is not { } items) return null;
        var names = new List<(string, JsonPath)>(items.Count);
        foreach (var (item, itemPath) in items)
        {
            var name = item.ValueKind == JsonValueKind.Object ? RequiredName(item, "varName", "lambda parameter", itemPath) : Name(item, itemPath);
            if (name is null) return null;
            names.Add((name, itemPath));
        }

        return names;
    }
}
