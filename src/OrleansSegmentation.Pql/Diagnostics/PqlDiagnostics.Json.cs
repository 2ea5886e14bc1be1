namespace OrleansSegmentation.Pql.Diagnostics;

internal static partial class PqlDiagnostics
{
    public static Problem MalformedJson(string reason) => new(
        "PQL6001", $"Malformed JSON: {reason}");

    public static Problem UnknownNodeType(string found) => new(
        "PQL6002", $"Unknown nodeType {Quote(found)}. Accepted here: fnApply, literal, fieldLookup, parameterReference, varRef, select, quantification, occurs, chain, let, object.");

    public static Problem UnknownLiteralType(string found, string accepted) => new(
        "PQL6003", $"Unknown literalType {Quote(found)}. Accepted here: {accepted}.");

    public static Problem MissingField(string field, string nodeType) => new(
        "PQL6004", $"The field '{field}' of {nodeType} is missing.");

    public static Problem WrongField(string accepted, string found) => new(
        "PQL6005", $"Expected {accepted}, but found {Quote(found)}.");

    public static Problem WrongPosition(string found) => new(
        "PQL6006", $"Expected position 1, the profile, but found {Quote(found)}.");

    public static Problem EmptyArray(string field, string nodeType) => new(
        "PQL6007", $"The field '{field}' of {nodeType} is empty.");

    public static Problem ForeignQuery() => new(
        "PQL6008", "A QueryString literal holds a query of another language and cannot be evaluated.");
}
