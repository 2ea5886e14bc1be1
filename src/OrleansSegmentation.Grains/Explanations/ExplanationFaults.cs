using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Grains.Definitions;

namespace OrleansSegmentation.Grains.Explanations;

/// <summary>Why nothing is explained.</summary>
internal static class ExplanationFaults
{
    public const string InvalidField = "SEG-GEN003-400";

    public static ServiceFault Fields(IReadOnlyList<FaultItem> problems) =>
        new(400, "A field of the request is invalid.", problems.Count == 1 ? problems[0].Message : null, problems);

    public static FaultItem Field(string field, string message) => new(InvalidField, message, field);

    public static ServiceFault Expression(IReadOnlyList<FaultItem> problems) => DefinitionFaults.Of(problems);

    public static ServiceFault TooCostly(long maxSteps) => DefinitionFaults.Of(
    [
        new FaultItem(DefinitionFaults.InvalidExpression, $"Evaluating the expression for this profile takes more than {maxSteps} steps.", "expression.value"),
    ]);
}
