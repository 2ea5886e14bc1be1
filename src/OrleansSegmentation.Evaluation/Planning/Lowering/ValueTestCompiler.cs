using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Operators;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>
/// Compiles conditions that look at one thing only: a path, the number of items of a list, or a sum, smallest, largest or average of a
/// list. Whatever is done with it is then a test of one value, in which <see cref="RootNode"/> stands for the value.
/// </summary>
internal sealed class ValueTestCompiler(OperatorStore store, PathCompiler paths)
{
    private readonly PositionExpressionCompiler _expressions = new(paths);

    /// <summary>Compiles a condition of the current level; null when there is no form over columns.</summary>
    public PredicateOperator? Compile(PqlNode node, LevelScope scope) =>
        SingleSource(node, scope) ?? (_expressions.Compile(node, scope) is { } expression ? store.Expression(expression) : null);

    private PredicateOperator? SingleSource(PqlNode node, LevelScope scope)
    {
        PqlNode? source = null;
        if (Extract(node, scope, ref source) is not { } test || source is null) return null;
        if (source is ApplyNode aggregate && AggregateKinds.TryParse(aggregate.Function, out var kind))
            return Values(aggregate, scope) is { } values ? store.Aggregate(kind, values, test) : null;
        if (source is ApplyNode { Function: "count", Arguments: [var list] })
        {
            // Combinations count whatever they consist of, items only if they are not null.
            var countsNulls = list is SelectNode { Variables.Length: > 1 };
            return Items(list, scope) is { } items ? store.Count(items, test, countsNulls) : null;
        }

        if (paths.Compile(source, scope) is not { } path) return null;

        var isExistential = ListRule.IsExistential(test);
        // Seen whole, a filtered value is a list, and missing events are an empty list instead of null.
        if (!isExistential && (path.HasListView || IsEvents(source))) return null;
        return store.ValueTest(path, test, isExistential);
    }

    private static bool IsEvents(PqlNode source)
    {
        while (source is FieldNode { Target: not RootNode } field) source = field.Target;
        return source is FieldNode { Name: "xEvent" };
    }

    /// <summary>Replaces the one thing that is looked at by the root; null when there are several or something has no values of its own.</summary>
    private PqlNode? Extract(PqlNode node, LevelScope scope, ref PqlNode? source)
    {
        if (LevelUsage.Of(node, scope).IsConstant) return node;
        if (IsSource(node, scope))
        {
            source ??= node;
            return source.Equals(node) ? new RootNode() : null;
        }

        switch (node)
        {
            case ApplyNode { Function: not ("inSegment" or "modelInstances") } apply:
                var arguments = ImmutableArray.CreateBuilder<PqlNode>(apply.Arguments.Length);
                foreach (var argument in apply.Arguments)
                {
                    if (Extract(argument, scope, ref source) is not { } replaced) return null;
                    arguments.Add(replaced);
                }

                return new ApplyNode(apply.Function, arguments.MoveToImmutable());
            case FieldNode field:
                return Extract(field.Target, scope, ref source) is { } target ? new FieldNode(target, field.Name) : null;
            case OccursNode occurs:
                return Extract(occurs.Timestamp, scope, ref source) is { } timestamp
                    && Extract(occurs.Qualification, scope, ref source) is TimeQualificationNode qualification
                    ? new OccursNode(timestamp, qualification)
                    : null;
            case TimeQualificationNode tail:
                return Extract(tail.Times, scope, ref source) is { } times
                    ? new TimeQualificationNode(tail.Comparison, tail.Duration, tail.Direction, times)
                    : null;
            case RangeNode range:
                return Extract(range.From, scope, ref source) is { } from && Extract(range.To, scope, ref source) is { } to
                    ? new RangeNode(from, to)
                    : null;
            default:
                return null;
        }
    }

    private bool IsSource(PqlNode node, LevelScope scope) => node switch
    {
        ApplyNode { Function: "count", Arguments: [var list] } => Items(list, scope) is not null,
        ApplyNode apply when AggregateKinds.TryParse(apply.Function, out _) => Values(apply, scope) is not null,
        _ => paths.Compile(node, scope) is not null,
    };

    private PathNode? Items(PqlNode list, LevelScope scope) =>
        list is SelectNode { Variables: { Length: > 1 } variables } ? paths.Combinations(variables, scope) : paths.CompileList(list, scope);

    private PathNode? Values(ApplyNode aggregate, LevelScope scope)
    {
        if (aggregate.Arguments is [var list]) return list is SelectNode { Variables.Length: > 1 } ? null : paths.CompileList(list, scope);
        if (aggregate.Arguments is not [var source, LambdaNode lambda]) return null;
        if (paths.Map(source, lambda, scope) is { } properties) return properties;

        var variables = source is SelectNode select ? select.Variables.Length : 1;
        return lambda.Parameters.Length == variables && Items(source, scope) is { } items
            && _expressions.Compile(lambda.Body, scope.Push(lambda.Parameters)) is { } expression
            ? store.Computed(items, expression)
            : null;
    }
}
