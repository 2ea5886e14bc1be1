using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Operators.Expressions;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Finds the paths an expression without lambdas uses, so that it can be evaluated on their values alone.</summary>
internal sealed class PositionExpressionCompiler(PathCompiler paths)
{
    /// <summary>Compiles an expression; null when it uses anything but properties of the levels, or nothing at all.</summary>
    public PositionExpression? Compile(PqlNode node, LevelScope scope)
    {
        List<(PqlNode Node, ExpressionSource Source)> sources = [];
        return Replace(node, scope, sources) is { } expression && sources.Count > 0
            ? new PositionExpression([.. sources.Select(static source => source.Source)], expression)
            : null;
    }

    private PqlNode? Replace(PqlNode node, LevelScope scope, List<(PqlNode Node, ExpressionSource Source)> sources)
    {
        var usage = LevelUsage.Of(node, scope);
        if (usage.HasOtherVariables) return null;
        if (usage.IsConstant) return node;
        if (Source(node, usage.Lowest, scope) is { } source) return Variable(node, source, sources);
        switch (node)
        {
            case ApplyNode { Function: not ("inSegment" or "modelInstances") } apply:
                var arguments = ImmutableArray.CreateBuilder<PqlNode>(apply.Arguments.Length);
                foreach (var argument in apply.Arguments)
                {
                    if (Replace(argument, scope, sources) is not { } replaced) return null;
                    arguments.Add(replaced);
                }

                return new ApplyNode(apply.Function, arguments.MoveToImmutable());
            case FieldNode field when !PathCompiler.IsRelationship(field.Name):
                return Replace(field.Target, scope, sources) is { } target and not VariableNode ? new FieldNode(target, field.Name) : null;
            case OccursNode occurs:
                return Replace(occurs.Timestamp, scope, sources) is { } timestamp
                    && Replace(occurs.Qualification, scope, sources) is TimeQualificationNode qualification
                    ? new OccursNode(timestamp, qualification)
                    : null;
            case TimeQualificationNode tail:
                return Replace(tail.Times, scope, sources) is { } times
                    ? new TimeQualificationNode(tail.Comparison, tail.Duration, tail.Direction, times)
                    : null;
            case RangeNode range:
                return Replace(range.From, scope, sources) is { } from && Replace(range.To, scope, sources) is { } to ? new RangeNode(from, to) : null;
            default:
                return null;
        }
    }

    // Missing events are an empty list, and events have an identity: neither is to be seen in a column.
    private ExpressionSource? Source(PqlNode node, int level, LevelScope scope) =>
        !UsesEvents(node) && paths.Compile(node, scope.Pop(level)) is { HasListView: false } path ? new ExpressionSource(level, path) : null;

    private static bool UsesEvents(PqlNode node) => node is FieldNode { Name: "xEvent" } || node.Children.Any(UsesEvents);

    private static VariableNode Variable(PqlNode node, ExpressionSource source, List<(PqlNode Node, ExpressionSource Source)> sources)
    {
        var index = sources.FindIndex(known => known.Node.Equals(node));
        if (index < 0)
        {
            index = sources.Count;
            sources.Add((node, source));
        }

        return new VariableNode(PositionExpression.VariableOf(index));
    }
}
