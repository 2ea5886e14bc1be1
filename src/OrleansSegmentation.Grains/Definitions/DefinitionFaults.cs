using System.Globalization;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>Why a definition is not stored or not deleted.</summary>
internal static class DefinitionFaults
{
    public const string InvalidField = "SEG-DEF002-400";
    public const string InvalidExpression = "SEG-DEF003-400";
    public const string InvalidReference = "SEG-DEF006-400";

    /// <summary>Turns problems of one status into the answer; the first names the whole.</summary>
    public static ServiceFault Of(IReadOnlyList<FaultItem> problems) =>
        new(400, TitleOf(problems[0].Code), problems.Count == 1 ? problems[0].Message : null, problems);

    public static ServiceFault NotFound(Guid id) => ServiceFault.Of(
        "SEG-DEF001-404", "Segment definition not found.", $"Segment definition {id} does not exist.");

    public static ServiceFault NameTaken(string name, Guid by) => ServiceFault.Of(
        "SEG-DEF004-422", "The name is already used.", $"Segment definition {by} has the name '{name}'. Names are unique in a sandbox.", "name");

    public static ServiceFault StillReferenced(Guid id, IReadOnlyList<Guid> dependents) => ServiceFault.Of(
        "SEG-DEF005-400", "The definition is used by another definition.",
        $"Segment definition {id} is referenced by {string.Join(", ", dependents)}.");

    public static FaultItem LimitReached(int limit) => new(
        "SEG-DEF007-400",
        string.Create(CultureInfo.InvariantCulture, $"The sandbox has {limit} segment definitions, as many as are accepted (Definitions:MaxPerSandbox)."));

    public static FaultItem Field(string field, string message) => new(InvalidField, message, field);

    public static FaultItem UnknownReference(string text) => new(
        InvalidReference, $"inSegment(\"{text}\") refers to a segment definition that does not exist in this sandbox.", "expression.value");

    public static FaultItem Cycle(IReadOnlyList<Guid> cycle) => new(
        InvalidReference, $"The references form a cycle: {string.Join(" -> ", cycle)}.", "expression.value");

    private static string TitleOf(string code) => code switch
    {
        InvalidExpression => "The expression is not valid PQL.",
        InvalidReference => "A referenced segment is unknown or forms a cycle.",
        "SEG-DEF007-400" => "Too many segment definitions.",
        _ => "A field of the segment definition is invalid.",
    };
}
