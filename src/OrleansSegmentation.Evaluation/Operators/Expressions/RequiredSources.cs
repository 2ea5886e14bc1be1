using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Expressions;

/// <summary>Finds the sources without which an expression is null or false: a comparison or a sum with a null.</summary>
internal static class RequiredSources
{
    /// <summary>Returns the numbers of the sources.</summary>
    /// <param name="expression">The expression of a <see cref="PositionExpression"/>.</param>
    /// <param name="count">How many sources there are.</param>
    public static IEnumerable<int> Of(PqlNode expression, int count) =>
        Enumerable.Range(0, count).Where(source => IsRequired(expression, PositionExpression.VariableOf(source)));

    private static bool IsRequired(PqlNode node, string variable) => node switch
    {
        VariableNode other => other.Name == variable,
        ApplyNode { Function: "=" or "!=" or "<" or "<=" or ">" or ">=" or "+" or "-" or "*" or "/" or "%" or "negate" } apply =>
            apply.Arguments.Any(argument => IsRequired(argument, variable)),
        OccursNode occurs => IsRequired(occurs.Timestamp, variable),
        _ => false,
    };
}
