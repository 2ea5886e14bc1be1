using System.Collections.Immutable;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Puts the value of a <c>let</c> in the place of its name, so that its parts get a form over columns like any others.</summary>
/// <remarks>Values have no effects, so computing one twice or never is the same; equal parts are computed once anyway.</remarks>
internal static class LetSubstitution
{
    // A let within a let within a let doubles the tree each time.
    private const int MaxNodes = 5_000;

    /// <summary>Returns the body with the value put in; null when it would grow too large or a name would change its meaning.</summary>
    public static PqlNode? Apply(LetNode let)
    {
        var bound = new HashSet<string>(StringComparer.Ordinal);
        CollectBound(let.Body, bound);
        if (bound.Contains(let.Name) || bound.Overlaps(LevelUsage.Of(let.Value, LevelScope.Rows).OtherVariables)) return null;
        var uses = Count(let.Body, node => node is VariableNode variable && variable.Name == let.Name);
        var size = Count(let.Body, static _ => true) + ((long)uses * Count(let.Value, static _ => true));
        return size <= MaxNodes ? Replace(let.Body, let.Name, let.Value) : null;
    }

    private static int Count(PqlNode node, Func<PqlNode, bool> isCounted) =>
        (isCounted(node) ? 1 : 0) + node.Children.Sum(child => Count(child, isCounted));

    private static void CollectBound(PqlNode node, HashSet<string> names)
    {
        switch (node)
        {
            case LambdaNode lambda:
                names.UnionWith(lambda.Parameters);
                break;
            case VariableDeclarationNode declaration:
                names.Add(declaration.Name);
                break;
            case LetNode let:
                names.Add(let.Name);
                break;
            case ChainElementNode element:
                names.Add(element.Name);
                break;
            default:
                break;
        }

        foreach (var child in node.Children) CollectBound(child, names);
    }

    private static PqlNode Replace(PqlNode node, string name, PqlNode value)
    {
        PqlNode In(PqlNode child) => Replace(child, name, value);
        return node switch
        {
            VariableNode variable => variable.Name == name ? value : node,
            LiteralNode or RootNode => node,
            FieldNode field => new FieldNode(In(field.Target), field.Name),
            ApplyNode apply => new ApplyNode(apply.Function, [.. apply.Arguments.Select(In)]),
            LambdaNode lambda => new LambdaNode(lambda.Parameters, In(lambda.Body)),
            VariableDeclarationNode declaration => Declaration(declaration, name, value),
            SelectNode select => new SelectNode(Declarations(select.Variables, name, value)),
            QuantificationNode quantification => new QuantificationNode(quantification.Quantifier, Declarations(quantification.Variables, name, value)),
            LetNode let => new LetNode(let.Name, In(let.Value), In(let.Body)),
            ObjectNode literal => new ObjectNode(literal.Names, [.. literal.Values.Select(In)]),
            RangeNode range => new RangeNode(In(range.From), In(range.To)),
            TimeQualificationNode tail => Tail(tail, name, value),
            OccursNode occurs => new OccursNode(In(occurs.Timestamp), Tail(occurs.Qualification, name, value)),
            ChainNode chain => new ChainNode(In(chain.Source), chain.TimePath, [.. chain.Elements.Select(element => Element(element, name, value))]),
            _ => throw new ArgumentException($"A node of an unknown kind: {node.GetType().Name}.", nameof(node)),
        };
    }

    private static VariableDeclarationNode Declaration(VariableDeclarationNode declaration, string name, PqlNode value) => new(
        declaration.Name, Replace(declaration.Source, name, value), declaration.Condition is { } condition ? Replace(condition, name, value) : null);

    private static ImmutableArray<VariableDeclarationNode> Declarations(ImmutableArray<VariableDeclarationNode> declarations, string name, PqlNode value) =>
        [.. declarations.Select(declaration => Declaration(declaration, name, value))];

    private static TimeQualificationNode Tail(TimeQualificationNode tail, string name, PqlNode value) =>
        new(tail.Comparison, tail.Duration, tail.Direction, Replace(tail.Times, name, value));

    private static ChainElementNode Element(ChainElementNode element, string name, PqlNode value) => new(
        element.Name, element.IsNegated, (LambdaNode)Replace(element.What, name, value),
        element.When is { } when ? Tail(when, name, value) : null, element.CountComparison, element.Count, element.Gap);
}
