using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Evaluates expressions and remembers, as far as they only choose from the profile, where their values were read.</summary>
internal sealed class PathTracer(EvaluationContext context)
{
    /// <summary>Evaluates a node.</summary>
    public PqlValue Evaluate(PqlNode node, TracedScope scope) => ReferenceEvaluator.EvaluateNode(node, scope.Values, context);

    /// <summary>Evaluates a node as a condition.</summary>
    public bool IsTrue(PqlNode node, TracedScope scope) => ReferenceEvaluator.IsTrueNode(node, scope.Values, context);

    /// <summary>Begins to count steps anew.</summary>
    public void Restart() => context.StartProfile();

    /// <summary>Finds the events a chain that is true chose, by element; null for an element without one.</summary>
    public IReadOnlyList<PqlValue>? FindEvents(ChainNode chain, TracedScope scope) => ChainSearch.FindEvents(chain, scope.Values, context);

    /// <summary>Tells whether a time, read as a chain reads it, meets the tail of an element.</summary>
    public bool IsWithin(in PqlValue time, TimeQualificationNode tail, TracedScope scope) => OccursTest.IsTrue(time, tail, scope.Values, context);

    /// <summary>Evaluates a node and traces its value.</summary>
    public TracedValue Trace(PqlNode node, TracedScope scope)
    {
        switch (node)
        {
            case RootNode:
                return new TracedValue(scope.Values.Profile, "");
            case VariableNode variable:
                return scope.Find(variable.Name);
            case FieldNode field when RelationshipStep.IsRelationship(field.Name):
                var key = Trace(field.Target, scope);
                return new TracedValue(Evaluate(field, scope), key.Path is null ? null : ProfilePath.Field(key.Path, field.Name));
            case FieldNode field:
                var value = Step(Trace(field.Target, scope), field.Name);
                return value.Value.IsNull && field is { Target: RootNode, Name: ProfilePath.Events } ? new TracedValue(PqlValue.EmptyList, ProfilePath.Events) : value;
            case LetNode let:
                return Trace(let.Body, scope.With(let.Name, Trace(let.Value, scope)));
            case SelectNode { Variables: [var declaration] }:
                var source = Trace(declaration.Source, scope);
                return source.Value.IsNull ? new TracedValue([], source.Path) : Keep(source, declaration.Name, declaration.Condition, scope);
            case ApplyNode apply:
                return TraceCall(apply, scope);
            default:
                return new TracedValue(Evaluate(node, scope), path: null);
        }
    }

    private TracedValue TraceCall(ApplyNode call, TracedScope scope)
    {
        switch (call)
        {
            case { Function: "filter", Arguments: [var list, LambdaNode lambda] }:
                var source = Trace(list, scope);
                return source.Value.IsNull ? new TracedValue(PqlValue.Null, source.Path) : Keep(source, lambda.Parameters[0], lambda.Body, scope);
            case { Function: "head", Arguments: [var list] }:
                return Trace(list, scope).Items is [var first, ..] ? first : new TracedValue(PqlValue.Null, path: null);
            case { Function: "get", Arguments: [var map, LiteralNode { Value: string key }] }:
                var target = Trace(map, scope);
                return target.Value.HasProperties ? Step(target, key) : new TracedValue(PqlValue.Null, FieldPath(target, key));
            case { Function: "if", Arguments: [var condition, var then, var otherwise] }:
                return Trace(IsTrue(condition, scope) ? then : otherwise, scope);
            case { Function: "topN" or "bottomN" or "distinct", Arguments: [var list, ..] }:
                return Find(Evaluate(call, scope), Trace(list, scope));
            default:
                return new TracedValue(Evaluate(call, scope), path: null);
        }
    }

    private TracedValue Keep(TracedValue source, string name, PqlNode? condition, TracedScope scope) => new(
        [.. source.Items.Where(item => condition is null || IsTrue(condition, scope.With(name, item)))], source.Path);

    private static TracedValue Step(TracedValue target, string name)
    {
        if (!target.IsList) return new TracedValue(PropertyStep.Read(target.Value, name), FieldPath(target, name));
        var results = new List<TracedValue>();
        foreach (var item in target.Items)
        {
            var value = Step(item, name);
            if (value.IsList) results.AddRange(value.Items.Where(static inner => !inner.Value.IsNull));
            else if (!value.Value.IsNull) results.Add(value);
        }

        return new TracedValue(results, FieldPath(target, name));
    }

    // The functions that choose objects pass them on, so an object of the result is one of the list.
    private static TracedValue Find(in PqlValue chosen, TracedValue list)
    {
        if (chosen.Kind != PqlValueKind.List) return new TracedValue(chosen, path: null);
        var places = new Dictionary<object, TracedValue>(ReferenceEqualityComparer.Instance);
        foreach (var item in list.Items)
        {
            if (item.Value.HasProperties) places.TryAdd(item.Value.AsObject(), item);
        }

        return new TracedValue(
            [.. chosen.AsList().Select(item => item.HasProperties && places.TryGetValue(item.AsObject(), out var place) ? place : new TracedValue(item, path: null))],
            list.Path);
    }

    private static string? FieldPath(TracedValue target, string name) => target.Path is null ? null : ProfilePath.Field(target.Path, name);
}
