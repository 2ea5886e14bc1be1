namespace OrleansSegmentation.Pql.Diagnostics;

internal static partial class PqlDiagnostics
{
    public static Problem EmptySource() => new(
        "PQL2001", "The expression is empty.");

    public static Problem ExpectedOperand(string found, string hint) => new(
        "PQL2002", $"Expected a value, a name, a function or '(', but found {found}.{(hint.Length == 0 ? "" : " " + hint)}");

    public static Problem Expected(string expected, string found) => new(
        "PQL2003", $"Expected {expected}, but found {found}.");

    public static Problem TextAfterEnd(string found, string hint) => new(
        "PQL2004", $"The expression is complete before {found}.{(hint.Length == 0 ? "" : " " + hint)}");

    public static Problem ChainedComparison(string found) => new(
        "PQL2005", $"Comparisons cannot be chained: {found}. Join them with 'and', for example: x > 1 and x < 5.");

    public static Problem ReservedName(string found) => new(
        "PQL2006", $"The word {Quote(found)} is reserved. To use it as a name, write `{found}` in backquotes.");

    public static Problem MissingWord(string word, string construct, string found) => new(
        "PQL2007", $"Expected '{word}' of {construct}, but found {found}.");

    public static Problem EmptyFilter() => new(
        "PQL2008", "The filter [ ] is empty. Write a condition between the brackets.");

    public static Problem EmptyObject() => new(
        "PQL2009", "An object literal needs at least one \"name\": value.");

    public static Problem PluralUnit(string word, string found, string singular) => new(
        "PQL2010", $"After '{word}' the unit is singular: write '{word} {singular}', not '{word} {found}'.");

    public static Problem UnknownUnit(string found) => new(
        "PQL2011", $"Expected a time unit, but found {found}. Accepted: millisecond, second, minute, hour, day, week, month, year, decade, century, millennium, and their plurals after a number.");

    public static Problem AmountNotInteger(string found) => new(
        "PQL2012", $"Expected a non-negative integer literal as amount, but found {found}.");

    public static Problem MissingDirection(string found) => new(
        "PQL2013", $"Expected 'before', 'after' or 'from' and a time after the amount of time, but found {found}. For example: occurs < 3 days before now.");

    public static Problem MisplacedLambda() => new(
        "PQL2014", "A lambda may stand only at the start of the expression, as an argument of a function or in a filter [ ].");

    public static Problem ListItemNotLiteral(string found) => new(
        "PQL2015", $"The items of a list must be literals, but found {found}.");

    public static Problem QuotedFunction(string found) => new(
        "PQL2016", $"A back-quoted word is a name, not a function: {Quote(found)}. Remove the backquotes.");

    public static Problem DuplicateClause(string clause) => new(
        "PQL5006", $"The clause {clause} occurs twice in one chain element.");

    public static Problem UnknownClause(string found) => new(
        "PQL2017", $"Expected WHERE, WHEN, COUNT, GAP, ',' or ']' after the condition of a chain element, but found {found}.");
}
