using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Printing;

/// <summary>How tightly a construct binds its operands, loosest first.</summary>
internal enum Precedence
{
    /// <summary>Let, select, quantifiers and prefix aggregates: they take everything to their right.</summary>
    Binder,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Unary,
    Postfix,
}

/// <summary>The text shape of nodes.</summary>
internal static class TextShape
{
    public static Precedence PrecedenceOf(PqlNode node) => node switch
    {
        SelectNode or QuantificationNode or LetNode => Precedence.Binder,
        OccursNode => Precedence.Comparison,
        LiteralNode { Kind: PqlLiteralKind.Integer, Value: < 0L } => Precedence.Unary,
        LiteralNode { Kind: PqlLiteralKind.Double, Value: double value } when double.IsNegative(value) => Precedence.Unary,
        ApplyNode apply when IsPrefixAggregate(apply) => Precedence.Binder,
        ApplyNode { Function: FunctionNames.Or } => Precedence.Or,
        ApplyNode { Function: FunctionNames.And } => Precedence.And,
        ApplyNode { Function: FunctionNames.Not } => Precedence.Not,
        ApplyNode { Function: FunctionNames.Negate } => Precedence.Unary,
        ApplyNode apply when IsInfixComparison(apply) => Precedence.Comparison,
        ApplyNode { Function: "+" or "-" } => Precedence.Sum,
        ApplyNode { Function: "*" or "/" or "%" } => Precedence.Product,
        _ => Precedence.Postfix,
    };

    public static bool IsInfixComparison(ApplyNode apply) => apply.Arguments.Length == 2
        && (FunctionNames.IsEquality(apply.Function) || FunctionNames.IsOrdering(apply.Function)
            || apply.Function is FunctionNames.In or FunctionNames.NotIn or FunctionNames.Like);

    /// <summary>
    /// Whether an aggregate is written <c>sum value over declarations</c> or <c>sum declaration</c>. In that form the lambda's
    /// parameters are the declared variables and it opens no level.
    /// </summary>
    public static bool IsPrefixAggregate(ApplyNode apply) => FunctionNames.IsAggregate(apply.Function) && apply.Arguments switch
    {
        [SelectNode select] => select.Variables.Length == 1,
        [SelectNode select, LambdaNode lambda] => select.Variables.Select(variable => variable.Name).SequenceEqual(lambda.Parameters),
        _ => false,
    };

    public static bool IsFilter(ApplyNode apply) => apply is { Function: FunctionNames.Filter, Arguments: [_, LambdaNode] };

    /// <summary>Whether the first argument is written before a dot.</summary>
    public static bool IsMethod(ApplyNode apply) => apply.Arguments.Length > 0 && PrecedenceOf(apply) == Precedence.Postfix
        && !FunctionNames.IsWrittenAsFunction(apply.Function) && !IsFilter(apply)
        && apply is not { Function: FunctionNames.ModelInstances, Arguments: [LiteralNode] };
}
