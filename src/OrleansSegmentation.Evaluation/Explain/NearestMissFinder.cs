using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Finds the fewest changes of a profile that give a condition the truth it has not.</summary>
/// <remarks>
/// Changes are added up over <c>and</c>, the cheapest is taken over <c>or</c>, <c>not</c> turns the wish around; a leaf costs one change, a
/// count as many as are missing. Each condition is looked at by itself: two that contradict each other are not noticed. The work is
/// bounded; what is left when the bound is reached counts as one change.
/// </remarks>
internal sealed partial class NearestMissFinder(SourceText source, PathTracer tracer)
{
    private const int MaxNodes = 5000;
    private const int MaxItems = 100;

    private readonly RequiredText _text = new(source, tracer);
    private int _left = MaxNodes;

    /// <summary>Finds the changes that make an expression true that is not; never empty.</summary>
    public ImmutableArray<NearestMissChange> FindRoot(PqlNode root, in PqlValue value, TracedScope scope)
    {
        Miss miss;
        try
        {
            tracer.Restart();
            miss = Find(root, scope, wanted: true);
        }
        catch (EvaluationLimitException)
        {
            miss = Miss.Of(new NearestMissChange(source.TextOf(root), CompactValue.Of(value), "to be true; it is too costly to take apart"));
        }

        return miss is { IsPossible: true, Changes.Length: > 0 }
            ? miss.Changes
            : [new NearestMissChange(source.TextOf(root), CompactValue.Of(value), "another expression: this one cannot be true for any profile")];
    }

    private Miss Find(PqlNode node, TracedScope scope, bool wanted)
    {
        if (tracer.IsTrue(node, scope) == wanted) return Miss.None;
        if (!NodeShape.DependsOnProfile(node)) return Miss.Impossible;
        if (--_left < 0) return Whole(node, scope, wanted);
        return node switch
        {
            ApplyNode call => FindCall(call, scope, wanted),
            LetNode let => Find(let.Body, scope.With(let.Name, tracer.Trace(let.Value, scope)), wanted),
            OccursNode occurs => FindOccurs(occurs, scope, wanted),
            SelectNode { Variables: [var declaration] } => FindItems(node, declaration.Source, declaration.Name, declaration.Condition, scope, wanted),
            QuantificationNode quantification => FindQuantification(quantification, scope, wanted),
            ChainNode chain => FindChain(chain, scope, wanted),
            RootNode or VariableNode or FieldNode => FindPresence(node, scope, wanted),
            _ => Whole(node, scope, wanted),
        };
    }

    private Miss FindCall(ApplyNode call, TracedScope scope, bool wanted)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "and" or "or":
                var changes = arguments.Select(operand => Find(operand, scope, wanted));
                return (call.Function == "and") == wanted ? Miss.Sum(changes) : Cheapest(changes);
            case "not":
                return Find(arguments[0], scope, !wanted);
            case "if" when arguments.Length == 3:
                var isTrue = tracer.IsTrue(arguments[0], scope);
                var (chosen, other) = isTrue ? (arguments[1], arguments[2]) : (arguments[2], arguments[1]);
                return Find(chosen, scope, wanted).Or(Find(arguments[0], scope, !isTrue).And(Find(other, scope, wanted)));
            case "filter" or "exists" when arguments is [var list, LambdaNode condition]:
                return FindItems(call, list, condition.Parameters[0], condition.Body, scope, wanted);
            case "forall" when arguments is [var list, LambdaNode condition]:
                return FindForAll(list, condition.Parameters[0], condition.Body, scope, wanted);
            case "isNull" or "isNotNull" or "exists" when arguments.Length == 1:
                return FindNull(call, scope, isNull: (call.Function == "isNull") == wanted);
            case "inSegment" when arguments is [LiteralNode { Value: string id }]:
                return FindMembership(id, scope, wanted);
            default:
                return NodeShape.IsComparison(call.Function) ? FindComparison(call, scope, wanted)
                    : NodeShape.TestedArgument(call) >= 0 ? FindPredicate(call, scope, wanted)
                    : Whole(call, scope, wanted);
        }
    }

    private static Miss Cheapest(IEnumerable<Miss> choices) => choices.Aggregate(Miss.Impossible, static (best, next) => best.Or(next));

    private Miss FindPresence(PqlNode node, TracedScope scope, bool wanted)
    {
        var value = tracer.Trace(node, scope);
        var required = (value.Value.Kind, wanted) switch
        {
            (PqlValueKind.Boolean, _) => wanted ? "true" : "false",
            (PqlValueKind.List or PqlValueKind.Map, true) => "at least one item",
            (PqlValueKind.List or PqlValueKind.Map, false) => "no item",
            _ => wanted ? "a value" : "no value",
        };
        return Miss.Of(_text.Change(node, value, required));
    }

    private Miss FindNull(ApplyNode call, TracedScope scope, bool isNull)
    {
        var operand = call.Arguments[0];
        if (!isNull && operand is SelectNode or ApplyNode { Function: "filter" }) return Find(operand, scope, wanted: true);
        return Miss.Of(_text.Change(operand, tracer.Trace(operand, scope), isNull ? "no value" : "a value"));
    }

    private static Miss FindMembership(string id, TracedScope scope, bool wanted)
    {
        var stored = StoredMembership.Find(id, scope.Values.Profile);
        if (wanted) return Miss.Of(new NearestMissChange(stored[0].Path, stored[0].Status, "realized"));
        return new Miss(stored.Count, [.. stored.Select(static state => new NearestMissChange(state.Path, state.Status, "exited"))]);
    }

    private Miss FindOccurs(OccursNode occurs, TracedScope scope, bool wanted)
    {
        var tail = $"occurs {source.TextOf(occurs.Qualification)}";
        if (!NodeShape.DependsOnProfile(occurs.Timestamp))
            return Whole(occurs, scope, wanted);
        return Miss.Of(_text.Change(occurs.Timestamp, tracer.Trace(occurs.Timestamp, scope), tail, wanted));
    }

    private Miss FindPredicate(ApplyNode call, TracedScope scope, bool wanted)
    {
        var tested = NodeShape.TestedArgument(call);
        var operand = call.Arguments[tested];
        if (!NodeShape.DependsOnProfile(operand)) return Whole(call, scope, wanted);
        var others = call.Arguments.Where((_, index) => index != tested && !(tested == 1 && index == 0)).Select(other => _text.Operand(other, scope));
        var name = tested == 1 && call.Arguments[0] is LiteralNode { Value: string operation } ? operation : call.Function;
        return Miss.Of(_text.Change(operand, tracer.Trace(operand, scope), $"{name} {string.Join(", ", others)}", wanted));
    }

    /// <summary>What cannot be taken apart: the first value it depends on has to change so that it becomes true.</summary>
    private Miss Whole(PqlNode node, TracedScope scope, bool wanted) => Miss.Of(new NearestMissChange(
        source.TextOf(node), CompactValue.Of(tracer.Evaluate(node, scope)), wanted ? "true, or a value" : "false, or no value"));
}
