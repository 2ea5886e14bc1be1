using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Operators;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Operators.Sequences;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Compiles chains.</summary>
/// <param name="store">Where operators are kept.</param>
/// <param name="paths">Compiles the list of events and the path to their times.</param>
/// <param name="compileCondition">Compiles the condition of a step in the scope of its events.</param>
internal sealed class ChainCompiler(OperatorStore store, PathCompiler paths, Func<PqlNode, LevelScope, PredicateOperator> compileCondition)
{
    // The matches of an event are the bits of a byte; the language allows six steps.
    private const int MaxSteps = 8;

    /// <summary>Compiles a chain of the current level; null when nothing can be said about it from the columns.</summary>
    public PredicateOperator? Compile(ChainNode chain, LevelScope scope)
    {
        if (paths.CompileList(chain.Source, scope) is not { } events || chain.Elements.Length > MaxSteps) return null;
        var plan = new ChainPlan(chain);
        var steps = ImmutableArray.CreateBuilder<SequenceStep>(chain.Elements.Length);
        var countsAll = false;
        for (var i = 0; i < chain.Elements.Length; i++)
        {
            var element = chain.Elements[i];
            countsAll |= !element.IsNegated && plan.CountsAll(i);
            steps.Add(new SequenceStep(Condition(chain, element, scope), element.IsNegated, plan.GetMinCount(i), element.Gap));
        }

        if (steps.All(static step => step.IsNegated)) return null;
        if (!countsAll) return store.Sequence(events, TimePath(chain, scope), steps.MoveToImmutable());

        // Steps that test the number of events are left to the row evaluator, where the others have an event each.
        var needed = steps.Where((step, i) => !step.IsNegated && !plan.CountsAll(i))
            .Select(step => (PredicateOperator)store.Presence(store.Filter(events, step.Condition), countsFalse: true));
        return store.And([.. needed, store.Unknown()]);
    }

    // A label of another step makes the condition unknown: the row evaluator decides wherever it matters.
    private PredicateOperator Condition(ChainNode chain, ChainElementNode element, LevelScope scope)
    {
        var parameter = element.What.Parameters[0];
        PqlNode condition = element.What.Body;
        if (element.When is { } when) condition = new ApplyNode("and", [condition, new OccursNode(Time(chain, new VariableNode(parameter)), when)]);
        return compileCondition(condition, scope.Push(parameter));
    }

    private PathNode TimePath(ChainNode chain, LevelScope scope) => paths.Compile(Time(chain, new VariableNode("event")), scope.Push("event"))!;

    private static PqlNode Time(ChainNode chain, PqlNode item) =>
        chain.TimePath.Aggregate(item, static (target, step) => new FieldNode(target, step));
}
