namespace OrleansSegmentation.Pql.Diagnostics;

internal static partial class PqlDiagnostics
{
    public static Problem UnknownAttribute(string path, string name, string? suggestion) => new(
        "PQL8004", $"The schema has no attribute {Quote(name)}{(path.Length == 0 ? "" : $" in {Quote(path)}")}, so this is null.{(suggestion is null ? "" : $" Did you mean '{suggestion}'?")}",
        PqlSeverity.Warning);

    public static Problem NoAttributes(string path, string type, string name) => new(
        "PQL8005", $"{Quote(path)} is {type} and has no attribute {Quote(name)}, so this is null.", PqlSeverity.Warning);

    public static Problem OperandType(string function, string accepted, string type) => new(
        "PQL8006", $"'{function}' takes {accepted}, but this is {type}.", PqlSeverity.Warning);
}
