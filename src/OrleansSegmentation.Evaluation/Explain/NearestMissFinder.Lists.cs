using System.Globalization;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <content>Conditions on items and events: an item that changes, or an item more.</content>
internal sealed partial class NearestMissFinder
{
    /// <summary>Some item has to meet a condition, or none may.</summary>
    private Miss FindItems(PqlNode node, PqlNode list, string name, PqlNode? condition, TracedScope scope, bool wanted)
    {
        var items = tracer.Trace(list, scope);
        if (!wanted)
        {
            var matching = items.Items.Count(item => condition is null || tracer.IsTrue(condition, scope.With(name, item)));
            return Miss.Of(new NearestMissChange(source.TextOf(node), Count(matching), "no such item"), Math.Max(1, matching));
        }

        if (condition is null) return FindPresence(list, scope, wanted: true);
        if (!NodeShape.DependsOnProfile(condition)) return Miss.Impossible;
        var more = NodeShape.DependsOnProfile(list)
            ? Miss.Of(new NearestMissChange(_text.PathOf(list, items), Count(items.Items.Count), $"one more {(ProfilePath.IsEvents(items.Path) ? "event" : "item")} where {source.TextOf(condition)}"))
            : Miss.Impossible;
        // What has happened does not change: to events one is added. In other lists an item may change as well.
        var isHistory = ProfilePath.IsEvents(items.Path);
        if (NodeShape.Uses(condition, name) && isHistory && more.IsPossible) return more;
        var change = Cheapest(items.Items.Take(MaxItems).Select(item => Find(condition, scope.With(name, item), wanted: true)));
        if (NodeShape.Uses(condition, name)) return change.Or(more);

        // The condition says nothing of the item: an item alone does not help.
        var elsewhere = Find(condition, scope.With(name, new TracedValue(PqlValue.Null, path: null)), wanted: true);
        return items.Items.Count == 0 ? elsewhere.And(more) : change.Or(elsewhere);
    }

    private Miss FindForAll(PqlNode list, string name, PqlNode? condition, TracedScope scope, bool wanted)
    {
        var items = tracer.Trace(list, scope);
        if (condition is null) return Miss.Impossible;
        if (!wanted)
            return Miss.Of(new NearestMissChange(_text.PathOf(list, items), Count(items.Items.Count), $"one more item where not {source.TextOf(condition)}"));

        var failing = items.Items.Select(item => scope.With(name, item)).Where(inner => !tracer.IsTrue(condition, inner)).ToList();
        var change = failing.Count > DecidingValues.Limit
            ? Miss.Of(
                new NearestMissChange(
                    _text.PathOf(list, items), Count(items.Items.Count),
                    string.Create(CultureInfo.InvariantCulture, $"every item where {source.TextOf(condition)}; {failing.Count} are not")),
                failing.Count)
            : Miss.Sum(failing.Select(inner => Find(condition, inner, wanted: true)));
        if (change.IsPossible) return change;
        return NodeShape.DependsOnProfile(list) ? Miss.Of(new NearestMissChange(_text.PathOf(list, items), Count(items.Items.Count), "no item")) : change;
    }

    private Miss FindQuantification(QuantificationNode node, TracedScope scope, bool wanted)
    {
        if (node.Variables is not [var declaration])
        {
            var required = (node.Quantifier, wanted) switch
            {
                (PqlQuantifier.Some, true) or (PqlQuantifier.None, false) => "a combination that meets the conditions",
                (PqlQuantifier.One, true) => "exactly one combination that meets the conditions",
                (PqlQuantifier.All, true) => "every combination to meet the conditions",
                (PqlQuantifier.One, false) => "none, or several combinations that meet the conditions",
                (PqlQuantifier.All, false) => "a combination that does not meet the conditions",
                _ => "no combination that meets the conditions",
            };
            return Miss.Of(new NearestMissChange(source.TextOf(node), PqlValue.FromBoolean(!wanted), required));
        }

        return node.Quantifier switch
        {
            PqlQuantifier.Some => FindItems(node, declaration.Source, declaration.Name, declaration.Condition, scope, wanted),
            PqlQuantifier.None => FindItems(node, declaration.Source, declaration.Name, declaration.Condition, scope, !wanted),
            PqlQuantifier.All => FindForAll(declaration.Source, declaration.Name, declaration.Condition, scope, wanted),
            _ => FindOne(node, declaration, scope, wanted),
        };
    }

    private Miss FindOne(QuantificationNode node, VariableDeclarationNode declaration, TracedScope scope, bool wanted)
    {
        var matching = tracer.Trace(declaration.Source, scope).Items
            .Count(item => declaration.Condition is null || tracer.IsTrue(declaration.Condition, scope.With(declaration.Name, item)));
        if (!wanted) return Miss.Of(new NearestMissChange(source.TextOf(node), Count(matching), "none, or several such items"));
        return matching == 0
            ? FindItems(node, declaration.Source, declaration.Name, declaration.Condition, scope, wanted: true)
            : Miss.Of(new NearestMissChange(source.TextOf(node), Count(matching), "exactly one such item"), matching - 1);
    }

    private Miss FindChain(ChainNode chain, TracedScope scope, bool wanted)
    {
        var events = tracer.Trace(chain.Source, scope);
        var path = _text.PathOf(chain.Source, events);
        if (!wanted) return Miss.Of(new NearestMissChange(path, Count(events.Items.Count), $"no sequence {source.TextOf(chain)}"));

        var sum = Miss.None;
        var labels = new List<string>();
        foreach (var element in chain.Elements)
        {
            if (!element.IsNegated) sum = sum.And(FindElement(element, labels, events, path, scope));
            labels.Add(element.Name);
        }

        return sum.Cost > 0 ? sum : Miss.Of(new NearestMissChange(path, Count(events.Items.Count), $"the events in the order and within the times of {source.TextOf(chain)}"));
    }

    /// <summary>The events a step of a chain lacks, wherever they are. A step that depends on other steps is left to the chain as a whole.</summary>
    private Miss FindElement(ChainElementNode element, IReadOnlyList<string> labels, TracedValue events, string path, TracedScope scope)
    {
        var (name, body) = (element.What.Parameters[0], element.What.Body);
        if (!NodeShape.Uses(body, name) || labels.Any(label => NodeShape.Uses(body, label))) return Miss.None;
        var least = element.CountComparison switch
        {
            null or PqlComparison.GreaterOrEqual or PqlComparison.Equal => element.Count ?? 1,
            PqlComparison.Greater => (element.Count ?? 1) + 1,
            _ => 0,
        };
        var missing = least - events.Items.Count(item => tracer.IsTrue(body, scope.With(name, item)));
        if (missing <= 0) return Miss.None;
        var required = string.Create(CultureInfo.InvariantCulture, $"{missing} more {(ProfilePath.IsEvents(events.Path) ? "event" : "item")}{(missing == 1 ? "" : "s")} where {source.TextOf(body)}, at its place in the sequence");
        return Miss.Of(new NearestMissChange(path, Count(events.Items.Count), required), missing);
    }

    private static PqlValue Count(int number) => PqlValue.FromInteger(number);
}
