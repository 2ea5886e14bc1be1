namespace OrleansSegmentation.Pql.Diagnostics;

internal static partial class PqlDiagnostics
{
    public static Problem ArgumentCount(string function, string accepted, int found, bool isMethod) => new(
        "PQL4001", $"'{function}' takes {accepted}, but {found} {(found == 1 ? "was" : "were")} given{(isMethod ? " (the value before the dot counts as the first)" : "")}.");

    public static Problem ArgumentType(string function, string parameter, string accepted, string found) => new(
        "PQL4002", $"'{function}' expects {accepted} as '{parameter}', but found {Quote(found)}.");

    public static Problem FlagType(string function, string parameter, string found) => new(
        "PQL4003", $"'{function}' expects one more value of the same type, or true or false as '{parameter}', but found {Quote(found)}.");

    public static Problem MixedList() => new(
        "PQL4004", "The items of a list must have one type (integers and doubles may be mixed).");

    public static Problem NestedList() => new(
        "PQL4005", "A list cannot contain a list or an object.");

    public static Problem ScalarForList(string function, string found) => new(
        "PQL4006", $"'{function}' expects a list, but found {Quote(found)}. Write [{found}].");

    public static Problem ArithmeticLiteral(string function, string found) => new(
        "PQL4007", $"'{function}' expects numbers, but found {Quote(found)}.");

    public static Problem OrderingLiteral(string function, string found) => new(
        "PQL4008", $"'{function}' orders numbers and times, but found {Quote(found)}.");

    public static Problem NotComparable(string left, string right) => new(
        "PQL4009", $"{Quote(right)} cannot be converted to the type of {Quote(left)}, so they cannot be compared.");

    public static Problem NotATime(string found) => new(
        "PQL4010", $"Expected a time, but found {Quote(found)}. Accepted: a property, now, today, yesterday, tomorrow, date(y, m, d), a period such as 'last month' after 'occurs', or an ISO 8601 string such as \"2026-03-01T10:00:00Z\".");

    public static Problem ImpossibleDate(string found) => new(
        "PQL4011", $"There is no date {found}.");

    public static Problem InvalidPattern(string pattern, string reason) => new(
        "PQL4012", $"Invalid regular expression {Quote(pattern)}: {reason}");

    public static Problem AmountTooSmall(string function, string found) => new(
        "PQL4013", $"'{function}' expects an integer of at least 1 as number of items, but found {Quote(found)}.");

    public static Problem NotAStringLiteral(string function, string found) => new(
        "PQL4014", $"'{function}' expects exactly one string literal, but found {found}.");

    public static Problem NumericIndex() => new(
        "PQL4015", "PQL has filters, not index access. For the first item use head(), for the largest or smallest ones topN and bottomN.");

    public static Problem LambdaParameterCount(string function, string accepted, int found) => new(
        "PQL4016", $"The lambda of '{function}' takes {accepted}, but {found} were given.");

    public static Problem LambdaNotAccepted(string function, string parameter) => new(
        "PQL4017", $"'{function}' takes a value as '{parameter}', not a lambda.");

    public static Problem LambdaExpected(string function, string parameter) => new(
        "PQL4018", $"'{function}' takes a lambda as '{parameter}'.");

    public static Problem UnknownStringComparison(string found) => new(
        "PQL4019", $"'stringCompare' expects the name of a string predicate as first argument (equals, notEqualTo, startsWith, doesNotStartWith, endsWith, doesNotEndWith, contains, doesNotContain, like, matches), but found {Quote(found)}.");

    public static Problem PeriodOutsideTail(string found) => new(
        "PQL4020", $"The period {Quote(found)} may stand only in a time tail, after 'occurs' or in WHEN.");

    // Chains

    public static Problem TooManyElements(int count) => new(
        "PQL5001", $"The chain has {count} elements; at most {PqlLimits.ChainElements} are accepted.");

    public static Problem AllNegated() => new(
        "PQL5002", "At least one element of a chain must not be negated.");

    public static Problem GapOnFirst() => new(
        "PQL5003", "GAP measures the distance from an earlier event, so it needs an earlier element that is not negated.");

    public static Problem ClauseOnNegated(string clause) => new(
        "PQL5004", $"{clause} is not allowed on a NOT element.");

    public static Problem RelationshipInTimePath(string name) => new(
        "PQL5007", $"The time of a chain's events is one of their own properties; {Quote(name)} leads to another schema.");

    public static Problem CountZero() => new(
        "PQL5005", "COUNT(0) means \"at least 0\", which is always true. Use NOT WHAT(...) for \"none\", or COUNT(= 0).");
}
