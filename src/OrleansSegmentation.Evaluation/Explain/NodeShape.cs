using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>What an explanation needs to know about a node without evaluating it.</summary>
internal static class NodeShape
{
    /// <summary>Tells whether a node only names a value: a literal, a variable, a property.</summary>
    public static bool IsPlain(PqlNode node) => node switch
    {
        LiteralNode or RootNode or VariableNode => true,
        FieldNode field => IsPlain(field.Target),
        _ => false,
    };

    /// <summary>Tells whether the value may differ from profile to profile.</summary>
    public static bool DependsOnProfile(PqlNode node) => node switch
    {
        RootNode or VariableNode or ApplyNode { Function: "inSegment" or "modelInstances" } => true,
        LiteralNode => false,
        _ => node.Children.Any(DependsOnProfile),
    };

    /// <summary>Tells whether a variable is used.</summary>
    public static bool Uses(PqlNode node, string variable) =>
        node is VariableNode used ? used.Name == variable : node is not LiteralNode && node.Children.Any(child => Uses(child, variable));

    /// <summary>Gets which argument of a predicate is tested item by item if it is a list; -1 for other functions.</summary>
    public static int TestedArgument(ApplyNode call) => call.Function switch
    {
        "=" or "!=" or "<" or "<=" or ">" or ">=" or "in" or "notIn" or "like" or "matches"
            or "startsWith" or "doesNotStartWith" or "endsWith" or "doesNotEndWith" or "contains" or "doesNotContain" or "equals" or "notEqualTo" => 0,
        "stringCompare" => 1,
        _ => -1,
    };

    /// <summary>Tells whether a function compares two values.</summary>
    public static bool IsComparison(string function) => function is "=" or "!=" or "<" or "<=" or ">" or ">=";
}
