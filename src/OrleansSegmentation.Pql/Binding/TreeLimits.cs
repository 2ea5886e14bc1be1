using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Measures a finished tree against <see cref="PqlLimits"/>.</summary>
internal sealed class TreeLimits
{
    private readonly HashSet<string> _relationships = new(StringComparer.Ordinal);
    private int _nodes;
    private int _aggregations;
    private int _arrayLevels;
    private PqlNode? _tooDeep;

    private TreeLimits()
    {
    }

    /// <summary>Reports broken limits as errors and exceeded recommendations as warnings.</summary>
    public static void Check(PqlNode root, DiagnosticBag diagnostics)
    {
        var limits = new TreeLimits();
        limits.Visit(root, 1, 0);
        SourceLocation whole = root.Span;
        if (limits._tooDeep is { } deep) diagnostics.Report(deep.Span, PqlDiagnostics.NestedTooDeeply());
        if (limits._nodes - 1 > PqlLimits.Nodes) diagnostics.Report(whole, PqlDiagnostics.TooManyNodes(limits._nodes - 1));
        if (limits._relationships.Count > PqlLimits.Relationships)
            diagnostics.Report(whole, PqlDiagnostics.TooManyRelationships(limits._relationships.Count));
        if (limits._aggregations > PqlLimits.RecommendedAggregations)
            diagnostics.Report(whole, PqlDiagnostics.ManyAggregations(limits._aggregations));
        if (limits._arrayLevels > PqlLimits.RecommendedArrayLevels)
            diagnostics.Report(whole, PqlDiagnostics.DeepArrays(limits._arrayLevels));
    }

    // The recursion is bounded: both readers refuse input nested deeper than a small multiple of the limit.
    private void Visit(PqlNode node, int depth, int arrayLevel)
    {
        if (node is not (RootNode or VariableNode)) _nodes++;
        if (depth > PqlLimits.Nesting) _tooDeep ??= node;
        switch (node)
        {
            case LiteralNode:
                return;
            case FieldNode field when SchemaReference.TrySplit(field.Name, out _, out _):
                _relationships.Add(field.Name);
                break;
            case ApplyNode apply when FunctionNames.IsAggregate(apply.Function) || apply.Function == FunctionNames.Count:
                _aggregations++;
                break;
            case LambdaNode:
                _arrayLevels = Math.Max(_arrayLevels, ++arrayLevel);
                break;
        }

        foreach (var child in node.Children) Visit(child, depth + 1, arrayLevel);
    }
}
