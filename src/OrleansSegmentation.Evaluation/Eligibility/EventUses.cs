using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Eligibility;

/// <summary>What a definition reads: its events, with their time windows and order, its attributes, other segments and other schemas.</summary>
internal sealed class EventUses
{
    private bool _readsDatePart;
    private bool _readsCurrentDate;

    private EventUses()
    {
    }

    /// <summary>Gets how many events are asked for.</summary>
    public int EventCount { get; private set; }

    /// <summary>Gets how many of them have no time window of at most 24 hours.</summary>
    public int UnboundedCount { get; private set; }

    /// <summary>Gets how many of them stand below a negation.</summary>
    public int NegatedCount { get; private set; }

    /// <summary>Gets how many groups of events there are; the events of one chain are in order and count as one group.</summary>
    public int GroupCount { get; private set; }

    /// <summary>Gets whether membership of another segment is asked for.</summary>
    public bool HasSegment { get; private set; }

    /// <summary>Gets whether an attribute of the profile is read.</summary>
    public bool HasAttribute { get; private set; }

    /// <summary>Gets whether records of another schema are read.</summary>
    public bool HasRelationship { get; private set; }

    /// <summary>Gets whether a month or day is compared with the current one.</summary>
    public bool HasIgnoredYear => _readsDatePart && _readsCurrentDate;

    public static EventUses Find(PqlNode root)
    {
        var uses = new EventUses();
        uses.Visit(root, isNegated: false);
        return uses;
    }

    private static bool IsEvents(PqlNode node) => node is FieldNode { Name: "xEvent", Target: RootNode };

    private void Visit(PqlNode node, bool isNegated)
    {
        switch (node)
        {
            case ChainNode chain when IsEvents(chain.Source):
                VisitChain(chain, isNegated);
                return;
            case ApplyNode { Function: "filter" or "exists", Arguments: [var events, LambdaNode condition] } when IsEvents(events):
                Add(EventWindow.Limits(condition.Body, condition.Parameters[0]), isNegated);
                Visit(condition.Body, isNegated);
                return;
            case VariableDeclarationNode declaration when IsEvents(declaration.Source):
                Add(EventWindow.Limits(declaration.Condition, declaration.Name), isNegated);
                if (declaration.Condition is { } where) Visit(where, isNegated);
                return;
            case FieldNode field:
                VisitField(field, isNegated);
                return;
            case ApplyNode apply:
                VisitApply(apply, isNegated);
                return;
            case QuantificationNode { Quantifier: PqlQuantifier.None }:
                isNegated = !isNegated;
                break;
        }

        VisitChildren(node, isNegated);
    }

    private void VisitChildren(PqlNode node, bool isNegated)
    {
        foreach (var child in node.Children) Visit(child, isNegated);
    }

    private void VisitChain(ChainNode chain, bool isNegated)
    {
        GroupCount++;
        foreach (var element in chain.Elements)
        {
            var isShort = (element.When is { } when && EventWindow.IsShort(when)) || EventWindow.Limits(element.What.Body, element.What.Parameters[0]);
            EventCount++;
            if (!isShort) UnboundedCount++;
            if (isNegated != element.IsNegated) NegatedCount++;
            VisitChildren(element, isNegated);
        }
    }

    private void VisitField(FieldNode field, bool isNegated)
    {
        if (field.Name.EndsWith('}') && field.Name.Contains("@{", StringComparison.Ordinal)) HasRelationship = true;
        if (IsEvents(field)) Add(isShort: false, isNegated);
        else if (field.Target is RootNode) HasAttribute = true;
        else Visit(field.Target, isNegated);
    }

    private void VisitApply(ApplyNode apply, bool isNegated)
    {
        switch (apply.Function)
        {
            case "inSegment":
                HasSegment = true;
                return;
            case "modelInstances":
                HasRelationship = true;
                return;
            case "getMonth" or "getDayOfMonth":
                _readsDatePart = true;
                break;
            case "currentMonth" or "currentDayOfMonth":
                _readsCurrentDate = true;
                break;
            case "not":
                isNegated = !isNegated;
                break;
        }

        VisitChildren(apply, isNegated);
    }

    private void Add(bool isShort, bool isNegated)
    {
        GroupCount++;
        EventCount++;
        if (!isShort) UnboundedCount++;
        if (isNegated) NegatedCount++;
    }
}
