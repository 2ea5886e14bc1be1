using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Builds the proof of one evaluation: each subexpression that decided it, its value, and what that was read from.</summary>
internal sealed partial class ProofBuilder(SourceText source, PathTracer tracer, Func<string, string?>? datasetOf)
{
    private const int MaxNodes = 500;
    private const int MaxOperands = 100;
    private const string ItemVariable = "\0item"; // no expression can name it

    private int _left = MaxNodes;

    /// <summary>Builds the whole proof. An expression too costly to take apart is only stated.</summary>
    public ProofNode BuildRoot(PqlNode root, in PqlValue value, TracedScope scope)
    {
        try
        {
            tracer.Restart();
            return Build(root, scope);
        }
        catch (EvaluationLimitException)
        {
            return State(root, value, new DecidingValues(datasetOf), []);
        }
    }

    private ProofNode Build(PqlNode node, TracedScope scope)
    {
        var value = tracer.Evaluate(node, scope);
        if (--_left < 0) return State(node, value, new DecidingValues(datasetOf), []);
        return node switch
        {
            ApplyNode apply => BuildCall(apply, value, scope),
            OccursNode occurs => BuildOccurs(occurs, value, scope),
            LetNode let => State(node, value, new DecidingValues(datasetOf), BuildAll(
                [(let.Value, scope), (let.Body, scope.With(let.Name, tracer.Trace(let.Value, scope)))])),
            SelectNode select => BuildCombinations(node, select.Variables, value, scope),
            QuantificationNode quantification => BuildCombinations(node, quantification.Variables, value, scope),
            ChainNode chain => BuildChain(chain, value, scope),
            _ => BuildPlain(node, value, scope),
        };
    }

    private ProofNode BuildCall(ApplyNode call, in PqlValue value, TracedScope scope)
    {
        switch (call.Function)
        {
            case "and" or "or":
                // A true "and" and a false "or" take all operands; the others take only those that agree with them.
                var isTrue = Truth.Of(value);
                var deciding = isTrue == (call.Function == "and") ? call.Arguments : [.. call.Arguments.Where(operand => tracer.IsTrue(operand, scope) == isTrue)];
                return State(
                    call, value, new DecidingValues(datasetOf), BuildAll(deciding.Take(MaxOperands).Select(operand => (operand, scope))),
                    Math.Max(0, deciding.Length - MaxOperands));
            case "if" when call.Arguments.Length == 3:
                var chosen = tracer.IsTrue(call.Arguments[0], scope) ? call.Arguments[1] : call.Arguments[2];
                return State(call, value, new DecidingValues(datasetOf), BuildAll([(call.Arguments[0], scope), (chosen, scope)]));
            case "not":
                return State(call, value, new DecidingValues(datasetOf), BuildAll([(call.Arguments[0], scope)]));
            case "filter" or "exists" or "forall" when call.Arguments is [var list, LambdaNode condition]:
                return BuildItems(call, list, condition, value, scope);
            default:
                return BuildPlain(call, value, scope);
        }
    }

    /// <summary>States a value with the values it was computed from; parts that are computed themselves become children.</summary>
    private ProofNode BuildPlain(PqlNode node, in PqlValue value, TracedScope scope)
    {
        var values = new DecidingValues(datasetOf);
        var parts = new List<(PqlNode, TracedScope)>();
        var tested = node is ApplyNode predicate ? NodeShape.TestedArgument(predicate) : -1;
        if (tested >= 0 && CollectTested((ApplyNode)node, tested, scope, values, parts)) return State(node, value, values, BuildAll(parts));
        Collect(node, scope, values, parts);
        return State(node, value, values, BuildAll(parts));
    }

    private ProofNode BuildOccurs(OccursNode occurs, in PqlValue value, TracedScope scope)
    {
        var values = new DecidingValues(datasetOf);
        var parts = new List<(PqlNode, TracedScope)>();
        var times = tracer.Trace(occurs.Timestamp, scope);
        if (times.IsList)
        {
            AddDeciding(times, Truth.Of(value), item => tracer.IsTrue(new OccursNode(new VariableNode(ItemVariable), occurs.Qualification), item), scope, occurs.Timestamp, values);
            if (!NodeShape.IsPlain(occurs.Timestamp)) parts.Add((PartOf(occurs.Timestamp), scope));
        }
        else
        {
            CollectOperand(occurs.Timestamp, scope, values, parts);
        }

        foreach (var reference in occurs.Qualification.Times is RangeNode range ? [range.From, range.To] : (PqlNode[])[occurs.Qualification.Times])
        {
            if (NodeShape.DependsOnProfile(reference)) CollectOperand(reference, scope, values, parts);
        }

        return State(occurs, value, values, BuildAll(parts));
    }

    /// <summary>Of a list that meets a scalar, only the items that satisfy the test count, or, if none does, all.</summary>
    private bool CollectTested(ApplyNode predicate, int tested, TracedScope scope, DecidingValues values, List<(PqlNode, TracedScope)> parts)
    {
        var operand = predicate.Arguments[tested];
        var traced = tracer.Trace(operand, scope);
        if (!traced.IsList) return false;
        var others = predicate.Arguments.Where((_, index) => index != tested).ToList();
        if (NodeShape.IsComparison(predicate.Function) && others.Any(other => tracer.Evaluate(other, scope).Kind == PqlValueKind.List)) return false;

        var test = new ApplyNode(predicate.Function, predicate.Arguments.SetItem(tested, new VariableNode(ItemVariable)));
        AddDeciding(traced, tracer.IsTrue(predicate, scope), item => tracer.IsTrue(test, item), scope, operand, values);
        if (!NodeShape.IsPlain(operand)) parts.Add((PartOf(operand), scope));
        foreach (var other in others) CollectOperand(other, scope, values, parts);
        return true;
    }

    private void AddDeciding(
        TracedValue list, bool isTrue, Func<TracedScope, bool> test, TracedScope scope, PqlNode operand, DecidingValues values)
    {
        var name = source.TextOf(operand);
        if (list.Items.Count == 0) values.Add(list, name);
        foreach (var item in list.Items)
        {
            if (!isTrue || test(scope.With(ItemVariable, item))) values.Add(item, name);
        }
    }

    /// <summary>Collects what a node is computed from.</summary>
    private void Collect(PqlNode node, TracedScope scope, DecidingValues values, List<(PqlNode, TracedScope)> parts)
    {
        switch (node)
        {
            case LiteralNode:
                break;
            case RootNode or VariableNode or FieldNode:
                values.Add(tracer.Trace(node, scope), source.TextOf(node));
                if (!NodeShape.IsPlain(node)) parts.Add((PartOf(node), scope));
                break;
            case ApplyNode { Function: "inSegment", Arguments: [LiteralNode { Value: string id }] }:
                StoredMembership.Add(id, scope.Values.Profile, values);
                break;
            case ApplyNode call:
                // What a lambda reads from the items says more than the items.
                var isPerItem = call.Arguments is [var list, LambdaNode perItem, ..] && CollectPerItem(list, perItem, scope, values);
                foreach (var argument in call.Arguments)
                {
                    if (argument is not LambdaNode && !(isPerItem && argument == call.Arguments[0] && NodeShape.IsPlain(argument)))
                        CollectOperand(argument, scope, values, parts);
                }

                break;
            default:
                foreach (var child in node.Children) CollectOperand(child, scope, values, parts);
                break;
        }
    }

    private void CollectOperand(PqlNode operand, TracedScope scope, DecidingValues values, List<(PqlNode, TracedScope)> parts)
    {
        if (NodeShape.IsPlain(operand)) Collect(operand, scope, values, parts);
        else if (operand is not ApplyNode || NodeShape.DependsOnProfile(operand)) parts.Add((operand, scope));
    }

    private bool CollectPerItem(PqlNode list, LambdaNode lambda, TracedScope scope, DecidingValues values)
    {
        if (lambda.Parameters.Length != 1 || list is SelectNode) return false;
        var items = tracer.Trace(list, scope).Items;
        foreach (var item in items)
            values.Add(tracer.Trace(lambda.Body, scope.With(lambda.Parameters[0], item)), source.TextOf(lambda.Body));
        return items.Count > 0;
    }

    /// <summary>Finds what the properties of a path are read from.</summary>
    private static PqlNode PartOf(PqlNode node)
    {
        while (node is FieldNode field) node = field.Target;
        return node;
    }

    private List<ProofNode> BuildAll(IEnumerable<(PqlNode Node, TracedScope Scope)> parts)
    {
        var children = new List<ProofNode>();
        foreach (var (node, scope) in parts) children.Add(Build(node, scope));
        return children;
    }

    private ProofNode State(PqlNode node, in PqlValue value, DecidingValues values, List<ProofNode> children, int omittedChildren = 0) => new(
        source.TextOf(node), source.LocationOf(node), CompactValue.Of(value), values.ToImmutable(),
        [.. children.Take(MaxChildren(node))])
    {
        OmittedValues = values.Omitted,
        OmittedChildren = omittedChildren + Math.Max(0, children.Count - MaxChildren(node)),
    };

    private static int MaxChildren(PqlNode node) => node is ApplyNode { Function: "and" or "or" } ? MaxOperands : DecidingValues.Limit;
}
