namespace OrleansSegmentation.Pql.Diagnostics;

internal static partial class PqlDiagnostics
{
    public static Problem UnknownFunction(string name, string? suggestion) => new(
        "PQL3001", $"Unknown function {Quote(name)}.{(suggestion is null ? "" : $" Did you mean '{suggestion}'?")}");

    public static Problem NotInSegments(string name) => new(
        "PQL3002", $"The function '{name}' is not available in segments.");

    public static Problem UsedBeforeDeclaration(string name) => new(
        "PQL3003", $"The variable {Quote(name)} is used before it is declared. For a property of that name write this.{name}.");

    public static Problem DuplicateName(string what, string name) => new(
        "PQL3004", $"Duplicate {what} {Quote(name)}.");

    public static Problem UpTooFar(int count, int available) => new(
        "PQL3005", $"'{new string('^', Math.Min(count, 8))}' climbs {Levels(count)}, but there {(available == 1 ? "is" : "are")} only {Levels(available)} above this one.");

    private static string Levels(int count) => count == 1 ? "1 level" : $"{count} levels";

    public static Problem ParameterOutOfRange(string found, int count) => new(
        "PQL3006", $"{Quote(found)} is out of range: this level has {(count == 1 ? "one parameter, $1" : $"{count} parameters, $1 to ${count}")}.");

    public static Problem ProgramParameters(int count) => new(
        "PQL3007", $"The expression has {count} parameters; a segment has exactly one, the profile.");

    public static Problem OperatorCalled(string name) => new(
        "PQL3008", $"'{name}' is an operator and cannot be called like a function.");

    public static Problem NegatedLabelUsed(string name) => new(
        "PQL3009", $"The label {Quote(name)} belongs to a NOT element, which has no event to refer to.");

    public static Problem SchemaAfterVariable(string name) => new(
        "PQL3010", $"A schema reference follows a property, but {Quote(name)} is a variable.");

    public static Problem UndeclaredVariable(string name) => new(
        "PQL3011", $"The variable {Quote(name)} is not declared here.");
}
