namespace OrleansSegmentation.Pql.Diagnostics;

/// <summary>
/// Every problem the front end reports, with its stable code. Codes: 1 lexical, 2 syntax, 3 names, 4 arguments and literals,
/// 5 chains, 6 JSON, 7 limits, 8 warnings.
/// </summary>
internal static partial class PqlDiagnostics
{
    private const int LongestQuote = 40;

    /// <summary>Quotes what the user wrote, cut to a readable length.</summary>
    private static string Quote(string found) =>
        found.Length <= LongestQuote ? $"'{found}'" : $"'{found[..LongestQuote]}…'";

    // Limits

    public static Problem SourceTooLong(int length, int maximum) => new(
        "PQL7001", $"The expression is {length:N0} UTF-16 units long; at most {maximum:N0} are accepted.");

    public static Problem NestedTooDeeply() => new(
        "PQL7002", $"The expression is nested more than {PqlLimits.Nesting} levels deep. Name parts of it with 'let', or split the segment.");

    public static Problem TooManyNodes(int count) => new(
        "PQL7003", $"The expression has {count:N0} nodes; at most {PqlLimits.Nodes:N0} are accepted. Compare with a list ('in [...]') instead of many 'or'.");

    public static Problem TooManyRelationships(int count) => new(
        "PQL7004", $"The expression follows {count} relationships to other schemas; at most {PqlLimits.Relationships} are accepted.");

    // Warnings

    public static Problem ComparedWithNull(string operatorText) => new(
        "PQL8001", $"A comparison with null by '{operatorText}' is always false. Use isNull() or isNotNull().", PqlSeverity.Warning);

    public static Problem ManyAggregations(int count) => new(
        "PQL8002", $"The expression has {count} aggregations; more than {PqlLimits.RecommendedAggregations} in one definition are discouraged.", PqlSeverity.Warning);

    public static Problem DeepArrays(int levels) => new(
        "PQL8003", $"The expression looks {levels} levels deep into arrays or maps; more than {PqlLimits.RecommendedArrayLevels} are discouraged.", PqlSeverity.Warning);
}
