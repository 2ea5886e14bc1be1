using System.Collections.Immutable;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Tells which tests take a list item by item ("some item passes") and are false for null.</summary>
internal static class ListRule
{
    /// <summary>Tells whether a list passes the test exactly when one of its items does. <see cref="RootNode"/> stands for the value.</summary>
    public static bool IsExistential(PqlNode test) => test switch
    {
        OccursNode occurs => IsItemwise(occurs.Timestamp) && !UsesValue(occurs.Qualification),
        ApplyNode apply => IsExistential(apply.Function, apply.Arguments),
        _ => false,
    };

    private static bool IsExistential(string function, ImmutableArray<PqlNode> arguments) => function switch
    {
        "=" or "!=" or "<" or "<=" or ">" or ">=" =>
            (IsItemwise(arguments[0]) && IsSingle(arguments[1])) || (IsSingle(arguments[0]) && IsItemwise(arguments[1])),
        "startsWith" or "doesNotStartWith" or "endsWith" or "doesNotEndWith" or "contains" or "doesNotContain"
            or "equals" or "notEqualTo" or "like" or "matches" => IsItemwise(arguments[0]) && arguments.Skip(1).All(IsLiteral),
        "stringCompare" => arguments.Length > 2 && IsItemwise(arguments[1]) && IsLiteral(arguments[0]) && arguments.Skip(2).All(IsLiteral),
        "in" => (IsItemwise(arguments[0]) && IsLiteral(arguments[1])) || (IsSingle(arguments[0]) && arguments[1] is RootNode),
        "notIn" => IsItemwise(arguments[0]) && IsLiteral(arguments[1]),
        "includes" => arguments[0] is RootNode && IsSingle(arguments[1]),
        "intersects" => arguments[0] is RootNode && IsLiteral(arguments[1]),
        _ => false,
    };

    // A list gives the list of its items' parts.
    private static bool IsItemwise(PqlNode node) =>
        node is RootNode or ApplyNode { Function: "getMonth" or "getYear" or "getDayOfMonth", Arguments: [RootNode] };

    private static bool IsLiteral(PqlNode node) => node is LiteralNode;

    /// <summary>Tells whether an expression has one value, never a list, and does not look at the tested value.</summary>
    private static bool IsSingle(PqlNode node) => node switch
    {
        LiteralNode literal => literal.Kind != PqlLiteralKind.List,
        ApplyNode { Function: "date" or "currentMonth" or "currentYear" or "currentDayOfMonth" or "negate" or "+" or "-" or "*" or "/" or "%" } =>
            !UsesValue(node),
        _ => false,
    };

    private static bool UsesValue(PqlNode node) => node is RootNode or ApplyNode { Function: "inSegment" or "modelInstances" } || node.Children.Any(UsesValue);
}
