using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <content>Conditions on the items of lists: only items that decided them are shown.</content>
internal sealed partial class ProofBuilder
{
    private ProofNode BuildItems(ApplyNode call, PqlNode list, LambdaNode condition, in PqlValue value, TracedScope scope)
    {
        var values = new DecidingValues(datasetOf);
        var children = new List<ProofNode>();
        if (!NodeShape.IsPlain(list)) children.Add(Build(PartOf(list), scope));
        var items = tracer.Trace(list, scope);
        if (items.Items.Count == 0) values.Add(items, source.TextOf(list));
        var omitted = AddItems(items.Items, condition.Parameters[0], condition.Body, call.Function != "forall", scope, children);
        return State(call, value, values, children, omitted);
    }

    /// <summary>Adds the proofs of the items that have the wanted truth, or, if none has it, of all.</summary>
    private int AddItems(IReadOnlyList<TracedValue> items, string name, PqlNode condition, bool wanted, TracedScope scope, List<ProofNode> children)
    {
        var scopes = items.Select(item => scope.With(name, item)).ToList();
        var deciding = scopes.Where(inner => tracer.IsTrue(condition, inner) == wanted).ToList();
        if (deciding.Count == 0) deciding = scopes;
        var shown = Math.Min(deciding.Count, DecidingValues.Limit);
        for (var i = 0; i < shown; i++) children.Add(Build(condition, deciding[i]));
        return deciding.Count - shown;
    }

    /// <summary>Declared variables: the first combination there is, or, if there is none, how far one comes.</summary>
    private ProofNode BuildCombinations(PqlNode node, ImmutableArray<VariableDeclarationNode> declarations, in PqlValue value, TracedScope scope)
    {
        var values = new DecidingValues(datasetOf);
        var children = new List<ProofNode>();
        var omitted = 0;
        var isForAll = node is QuantificationNode { Quantifier: PqlQuantifier.All };
        var found = FindCombination(declarations, 0, scope, isForAll && !Truth.Of(value));
        if (found is not null)
        {
            foreach (var declaration in declarations)
            {
                if (!found.HasDeclared(declaration.Name, scope)) break;
                values.Add(found.Find(declaration.Name), declaration.Name);
                if (declaration.Condition is { } condition) children.Add(Build(condition, found));
            }

            return State(node, value, values, children);
        }

        // The first item that meets the conditions of each variable, as far as there is one; then why the items of the next one fail.
        for (var index = 0; ; index++)
        {
            var declaration = declarations[index];
            var items = tracer.Trace(declaration.Source, scope);
            var match = index == declarations.Length - 1 ? null
                : items.Items.FirstOrDefault(item => declaration.Condition is null || tracer.IsTrue(declaration.Condition, scope.With(declaration.Name, item)));
            if (match is null)
            {
                if (!NodeShape.IsPlain(declaration.Source)) children.Add(Build(PartOf(declaration.Source), scope));
                if (items.Items.Count == 0 || declaration.Condition is null) values.Add(items, source.TextOf(declaration.Source));
                else omitted = AddItems(items.Items, declaration.Name, declaration.Condition, wanted: true, scope, children);
                return State(node, value, values, children, omitted);
            }

            scope = scope.With(declaration.Name, match);
            values.Add(match, declaration.Name);
            if (declaration.Condition is { } condition) children.Add(Build(condition, scope));
        }
    }

    /// <summary>Finds the first combination for which all conditions hold, or the first for which one does not.</summary>
    private TracedScope? FindCombination(ImmutableArray<VariableDeclarationNode> declarations, int index, TracedScope scope, bool isFailing)
    {
        if (index == declarations.Length) return isFailing ? null : scope;
        foreach (var item in tracer.Trace(declarations[index].Source, scope).Items)
        {
            var inner = scope.With(declarations[index].Name, item);
            if (declarations[index].Condition is { } condition && !tracer.IsTrue(condition, inner))
            {
                if (isFailing) return inner;
                continue;
            }

            if (FindCombination(declarations, index + 1, inner, isFailing) is { } found) return found;
        }

        return null;
    }

    private ProofNode BuildChain(ChainNode chain, in PqlValue value, TracedScope scope)
    {
        var values = new DecidingValues(datasetOf);
        var children = new List<ProofNode>();
        if (!NodeShape.IsPlain(chain.Source)) children.Add(Build(PartOf(chain.Source), scope));
        var events = tracer.Trace(chain.Source, scope);
        if (events.Items.Count == 0) values.Add(events, source.TextOf(chain.Source));
        var chosen = Truth.Of(value) ? tracer.FindEvents(chain, scope) : null;
        for (var i = 0; i < chain.Elements.Length; i++)
        {
            children.Add(BuildElement(chain, i, chosen?[i], events, scope));
            scope = scope.With(chain.Elements[i].Name, chosen is null ? new TracedValue(PqlValue.Null, path: null) : PlaceOf(chosen[i], events));
        }

        return State(chain, value, values, children);
    }

    /// <summary>An element of a chain: the event it chose, or, of a chain that is false, how many events match it by themselves.</summary>
    private ProofNode BuildElement(ChainNode chain, int index, PqlValue? chosen, TracedValue events, TracedScope scope)
    {
        var element = chain.Elements[index];
        var values = new DecidingValues(datasetOf);
        var matching = chosen is { } found
            ? [.. new[] { PlaceOf(found, events) }.Where(static place => !place.Value.IsNull)]
            : events.Items.Where(item => IsMatch(chain, element, item, scope)).ToList();
        foreach (var item in matching) values.Add(Step(item, chain.TimePath), chain.TimePath[^1]);
        var children = chosen is not null && matching is [var match] ? [Build(element.What.Body, scope.With(element.What.Parameters[0], match))] : new List<ProofNode>();
        return State(element, chosen is null ? PqlValue.FromInteger(matching.Count) : PqlValue.True, values, children);
    }

    private bool IsMatch(ChainNode chain, ChainElementNode element, TracedValue item, TracedScope scope)
    {
        if (!TimeConversion.TryRead(Step(item, chain.TimePath).Value, out var time)) return false;
        var inner = scope.With(element.What.Parameters[0], item);
        return (element.When is not { } when || tracer.IsWithin(PqlValue.FromTime(TimeValue.Instant(time.StartMs)), when, inner))
            && tracer.IsTrue(element.What.Body, inner);
    }

    private static TracedValue Step(TracedValue item, ImmutableArray<string> steps)
    {
        var (value, path) = (item.Value, item.Path);
        foreach (var step in steps) (value, path) = (PropertyStep.Read(value, step), path is null ? null : ProfilePath.Field(path, step));
        return new TracedValue(value, path);
    }

    private static TracedValue PlaceOf(PqlValue chosen, TracedValue events) =>
        (chosen.HasProperties ? events.Items.FirstOrDefault(item => item.Value.HasProperties && ReferenceEquals(item.Value.AsObject(), chosen.AsObject())) : null)
            ?? new TracedValue(chosen, path: null);
}
