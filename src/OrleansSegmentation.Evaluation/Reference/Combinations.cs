using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>Enumerates, in order, every combination of declared variables for which all conditions hold.</summary>
internal static class Combinations
{
    /// <summary>Enumerates the combinations.</summary>
    /// <returns>Whether the visitor stopped it.</returns>
    public static bool Visit(
        ImmutableArray<VariableDeclarationNode> declarations, VariableScope scope, EvaluationContext context, CombinationVisitor visitor) =>
        Visit(declarations, 0, scope, context, new VariableScope[declarations.Length], visitor);

    /// <summary>Tells whether there is a combination.</summary>
    public static bool Any(ImmutableArray<VariableDeclarationNode> declarations, VariableScope scope, EvaluationContext context) =>
        Visit(declarations, scope, context, FirstCombination.Instance);

    /// <summary>Tells whether there is exactly one combination.</summary>
    public static bool IsOne(ImmutableArray<VariableDeclarationNode> declarations, VariableScope scope, EvaluationContext context)
    {
        var counter = new CombinationCounter(limit: 2);
        Visit(declarations, scope, context, counter);
        return counter.Found == 1;
    }

    /// <summary>Counts the combinations; those of one variable only if its value is not null.</summary>
    public static long Count(ImmutableArray<VariableDeclarationNode> declarations, VariableScope scope, EvaluationContext context)
    {
        var counter = new CombinationCounter(limit: long.MaxValue);
        Visit(declarations, scope, context, counter);
        return counter.NotNull;
    }

    /// <summary>Tells whether the conditions hold for every item: for every V its own, and for every V all of the next declaration, and so on.</summary>
    public static bool All(ImmutableArray<VariableDeclarationNode> declarations, VariableScope scope, EvaluationContext context) =>
        All(declarations, 0, scope, context);

    /// <summary>Lists the combinations: the items for one variable, tuples for several.</summary>
    public static PqlValue ToList(ImmutableArray<VariableDeclarationNode> declarations, VariableScope scope, EvaluationContext context)
    {
        if (declarations.Length > 1)
        {
            var counter = new CombinationCounter(limit: int.MaxValue);
            Visit(declarations, scope, context, counter);
            return PqlValue.FromList(new TupleList((int)counter.Found));
        }

        var collector = new ItemCollector();
        Visit(declarations, scope, context, collector);
        return PqlValue.FromList(collector.Items);
    }

    private static bool Visit(
        ImmutableArray<VariableDeclarationNode> declarations, int index, VariableScope scope, EvaluationContext context,
        VariableScope[] variables, CombinationVisitor visitor)
    {
        if (index == declarations.Length) return visitor.Visit(variables);
        var declaration = declarations[index];
        if (ListConversion.ToList(ReferenceEvaluator.EvaluateNode(declaration.Source, scope, context)) is not { Count: > 0 } items) return false;
        var variable = variables[index] = scope.With(declaration.Name, PqlValue.Null);
        for (var i = 0; i < items.Count; i++)
        {
            context.CountStep();
            variable.Rebind(items[i]);
            if (declaration.Condition is { } condition && !ReferenceEvaluator.IsTrueNode(condition, variable, context)) continue;
            if (Visit(declarations, index + 1, variable, context, variables, visitor)) return true;
        }

        return false;
    }

    private static bool All(ImmutableArray<VariableDeclarationNode> declarations, int index, VariableScope scope, EvaluationContext context)
    {
        if (index == declarations.Length) return true;
        var declaration = declarations[index];
        if (ListConversion.ToList(ReferenceEvaluator.EvaluateNode(declaration.Source, scope, context)) is not { Count: > 0 } items) return true;
        var variable = scope.With(declaration.Name, PqlValue.Null);
        for (var i = 0; i < items.Count; i++)
        {
            context.CountStep();
            variable.Rebind(items[i]);
            if (declaration.Condition is { } condition && !ReferenceEvaluator.IsTrueNode(condition, variable, context)) return false;
            if (!All(declarations, index + 1, variable, context)) return false;
        }

        return true;
    }

    private sealed class FirstCombination : CombinationVisitor
    {
        public static FirstCombination Instance { get; } = new();

        public override bool Visit(ReadOnlySpan<VariableScope> variables) => true;
    }

    private sealed class CombinationCounter(long limit) : CombinationVisitor
    {
        public long Found { get; private set; }

        public long NotNull { get; private set; }

        public override bool Visit(ReadOnlySpan<VariableScope> variables)
        {
            if (variables.Length > 1 || !variables[0].Value.IsNull) NotNull++;
            return ++Found == limit;
        }
    }

    private sealed class ItemCollector : CombinationVisitor
    {
        public List<PqlValue> Items { get; } = [];

        public override bool Visit(ReadOnlySpan<VariableScope> variables)
        {
            Items.Add(variables[0].Value);
            return false;
        }
    }
}
