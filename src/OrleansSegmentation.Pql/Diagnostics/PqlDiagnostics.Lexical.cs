namespace OrleansSegmentation.Pql.Diagnostics;

internal static partial class PqlDiagnostics
{
    public static Problem UnterminatedString() => new(
        "PQL1001", "The string has no closing quote.");

    public static Problem UnterminatedBackquote() => new(
        "PQL1002", "The back-quoted name has no closing backquote.");

    public static Problem UnknownEscape(string found) => new(
        "PQL1003", $"Unknown escape {Quote(found)}. Accepted: \\\\ \\\" \\' \\/ \\n \\t \\r \\b \\f \\uXXXX. A backslash itself is written \\\\.");

    public static Problem LineBreakInString() => new(
        "PQL1004", "A string cannot contain a line break. Write \\n.");

    public static Problem MalformedNumber(string found, string hint) => new(
        "PQL1005", $"Malformed number {Quote(found)}. {hint}");

    public static Problem TypographicQuote(string found) => new(
        "PQL1006", $"Typographic quote {Quote(found)}. Write the string in straight double quotes: \"text\".");

    public static Problem IntegerTooLarge(string found) => new(
        "PQL1007", $"The integer {Quote(found)} does not fit in 64 bits. Accepted: -9223372036854775808 to 9223372036854775807.");

    public static Problem StrayCharacter(string found, string hint) => new(
        "PQL1008", $"Unexpected character {Quote(found)}.{(hint.Length == 0 ? "" : " " + hint)}");

    public static Problem Comment(string found) => new(
        "PQL1009", $"PQL has no comments: {Quote(found)}.");

    public static Problem ForeignOperator(string found, string replacement) => new(
        "PQL1010", $"Unknown operator {Quote(found)}. {replacement}");

    public static Problem EmptyBackquote() => new(
        "PQL1011", "A back-quoted name cannot be empty.");

    public static Problem MalformedSchemaReference(string problem) => new(
        "PQL1012", $"Malformed schema reference: {problem}. Write @{{schema id}}.");

    public static Problem UnpairedSurrogate() => new(
        "PQL1013", "The text holds half of a surrogate pair, which is no character.");

    public static Problem MalformedParameter() => new(
        "PQL1014", "'$' must be followed by the number of a parameter: $1, $2.");
}
