using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>Finds expressions that have the same value for every profile.</summary>
public static class ConstantExpression
{
    /// <summary>Tells whether a node is made of literals, time words and functions of them alone.</summary>
    public static bool IsConstant(PqlNode node) => node switch
    {
        LiteralNode => true,
        ApplyNode { Function: "inSegment" or "modelInstances" } => false,
        ApplyNode or RangeNode => AreConstant(node.Children),
        _ => false,
    };

    private static bool AreConstant(IEnumerable<PqlNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (!IsConstant(node)) return false;
        }

        return true;
    }
}
