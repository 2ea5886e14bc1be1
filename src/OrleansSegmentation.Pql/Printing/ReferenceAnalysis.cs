using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Printing;

/// <summary>
/// Finds what a text without names could not express: the value of an outer level used by itself. Its properties can be reached
/// with <c>^</c>, it itself only by name.
/// </summary>
internal sealed class ReferenceAnalysis
{
    private readonly HashSet<PqlNode> _named = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, (LambdaNode? Lambda, int Level)> _variables = new(StringComparer.Ordinal);

    private ReferenceAnalysis()
    {
    }

    /// <summary>Gets whether the profile must be named at the start of the text.</summary>
    public bool NamesProfile { get; private set; }

    public static ReferenceAnalysis Of(PqlNode root)
    {
        var analysis = new ReferenceAnalysis();
        analysis.Visit(root, 0);
        return analysis;
    }

    /// <summary>Whether the parameter of a lambda must be named.</summary>
    public bool NeedsName(LambdaNode lambda) => _named.Contains(lambda);

    private void Visit(PqlNode node, int level)
    {
        switch (node)
        {
            case LiteralNode:
                break;
            case RootNode:
                NamesProfile |= level > 0;
                break;
            case VariableNode variable:
                if (_variables.TryGetValue(variable.Name, out var found) && found.Lambda is { } lambda && found.Level < level) _named.Add(lambda);
                break;
            case FieldNode { Target: RootNode or VariableNode }:
                break;
            case ApplyNode apply:
                VisitApply(apply, level);
                break;
            case ChainNode chain:
                Visit(chain.Source, level);
                foreach (var element in chain.Elements) Visit(element, level);
                break;
            case ChainElementNode element:
                _variables[element.Name] = (null, level + 1);
                Visit(element.What.Body, level + 1);
                if (element.When is { } when) Visit(when, level + 1);
                break;
            case LambdaNode lambdaAlone: // a part printed by itself
                VisitLambda(lambdaAlone, level + 1);
                break;
            default:
                foreach (var child in node.Children) Visit(child, level);
                break;
        }
    }

    private void VisitApply(ApplyNode apply, int level)
    {
        var isMethod = TextShape.IsMethod(apply);
        var isPrefix = TextShape.IsPrefixAggregate(apply);
        for (var i = 0; i < apply.Arguments.Length; i++)
        {
            switch (apply.Arguments[i])
            {
                case RootNode or VariableNode when i == 0 && isMethod: // ^.count()
                    break;
                case LambdaNode lambda when isPrefix:
                    Visit(lambda.Body, level);
                    break;
                case LambdaNode lambda:
                    VisitLambda(lambda, level + 1);
                    break;
                case var argument:
                    Visit(argument, level);
                    break;
            }
        }
    }

    private void VisitLambda(LambdaNode lambda, int level)
    {
        // Names are unique among those visible, so an entry left behind by a sibling is never looked up.
        foreach (var parameter in lambda.Parameters) _variables[parameter] = (lambda, level);
        Visit(lambda.Body, level);
        foreach (var parameter in lambda.Parameters) _variables.Remove(parameter);
    }
}
