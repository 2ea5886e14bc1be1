using System.Collections.Immutable;
using System.Text.Json;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

internal sealed partial class PqlJsonReader
{
    private PqlNode ReadChain(JsonElement node, JsonPath path, int depth)
    {
        var source = RequiredNode(node, "array", "chain", path, depth);
        var timePath = Required(node, "timestamp", "chain", path) is { } time ? ReadTimePath(time, path.Property("timestamp")) : [];
        if (RequiredItems(node, "elements", "chain", path) is not { } items) return NodeBuilder.Invalid(default);

        var names = new List<string?>(items.Count);
        foreach (var (item, itemPath) in items)
            names.Add(IsNode(item, "element", itemPath) ? RequiredName(item, "name", "element", itemPath) : null);
        if (names.Contains(null)) return NodeBuilder.Invalid(default);

        var mark = _scope.Mark;
        _scope.Announce(names!);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var elements = ImmutableArray.CreateBuilder<ChainElementNode>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, itemPath) = items[i];
            if (!seen.Add(names[i]!)) Report(itemPath.Property("name"), PqlDiagnostics.DuplicateName("label", names[i]!));
            elements.Add(ReadElement(item, names[i]!, itemPath, depth + 1));
        }

        _scope.Restore(mark);
        var locations = items.Select(item => new ElementLocations(item.Path, item.Path.Property("count"), item.Path.Property("gap")));
        return _builder.Chain(source, timePath, elements.MoveToImmutable(), default, path, [.. locations]);
    }

    // fieldLookup nodes without a root, inside out; iterative, because it is a list and not a tree.
    private ImmutableArray<string> ReadTimePath(JsonElement node, JsonPath path)
    {
        var steps = new Stack<string>();
        var current = node;
        while (true)
        {
            if (steps.Count >= PqlLimits.Nesting)
            {
                Report(path, PqlDiagnostics.NestedTooDeeply());
                break;
            }

            if (!IsNode(current, "fieldLookup", path) || RequiredName(current, "fieldName", "fieldLookup", path) is not { } name) break;
            steps.Push(_builder.TimeStep(name, path.Property("fieldName")));
            if (Optional(current, "object") is not { } target) break;
            path = path.Property("object");
            current = target;
        }

        return [.. steps];
    }

    // The label stays visible for the later elements.
    private ChainElementNode ReadElement(JsonElement node, string name, JsonPath path, int depth)
    {
        var isNegated = Optional(node, "negated") is { } negated && ReadFlag(negated, path.Property("negated"));
        var label = _scope.Declare(name);
        var what = Required(node, "what", "element", path) is { } condition
            ? ReadWhat(condition, name, label, path.Property("what"), depth + 1)
            : NodeBuilder.Invalid(default);
        var when = Optional(node, "when") is { } tail ? ReadQualification(tail, path.Property("when"), depth + 1) : null;
        if (isNegated) _scope.Bind(name, new VariableBinding(VariableKind.Negated));

        PqlComparison? comparison = Optional(node, "countComparison") is { } symbol ? ReadComparison(symbol, path.Property("countComparison")) : null;
        var count = Optional(node, "count") is { } amount ? ReadCount(amount, path.Property("count")) : null;
        if (comparison is not null && Optional(node, "count") is null) Report(path, PqlDiagnostics.MissingField("count", "element"));
        var gap = Optional(node, "gap") is { } distance ? ReadGap(distance, path.Property("gap")) : null;
        return new ChainElementNode(label, isNegated, new LambdaNode([label], what), when, comparison, count, gap);
    }

    // The condition's parameter is the label, whatever the payload calls it.
    private PqlNode ReadWhat(JsonElement node, string name, string label, JsonPath path, int depth)
    {
        if (!IsNode(node, "lambda", path) || ReadParameters(node, path) is not { } names) return NodeBuilder.Invalid(default);
        if (names.Count != 1) Report(path.Property("params"), PqlDiagnostics.LambdaParameterCount("what", "one parameter", names.Count));
        var mark = _scope.Mark;
        if (names[0].Name != name) _scope.Bind(names[0].Name, new VariableBinding(VariableKind.Variable, label));
        var body = RequiredNode(node, "body", "lambda", path, depth);
        _scope.Restore(mark);
        return body;
    }

    private bool ReadFlag(JsonElement node, JsonPath path)
    {
        if (node.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Report(path, PqlDiagnostics.WrongField("true or false", node.GetRawText()));
        return node.ValueKind == JsonValueKind.True;
    }

    private PqlGap? ReadGap(JsonElement node, JsonPath path)
    {
        if (!IsNode(node, "gap", path)) return null;
        var comparison = Required(node, "comparison", "gap", path) is { } symbol ? ReadComparison(symbol, path.Property("comparison")) : null;
        var duration = Required(node, "duration", "gap", path) is { } amount ? ReadDuration(amount, path.Property("duration")) : null;
        return comparison is null || duration is null ? null : new PqlGap(comparison.Value, duration.Value);
    }
}
