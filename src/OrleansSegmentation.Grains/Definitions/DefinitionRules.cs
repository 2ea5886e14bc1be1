using System.Globalization;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>What the fields of a definition may be, whatever else is in the sandbox.</summary>
internal static class DefinitionRules
{
    public const int MaxNameLength = 255;
    public const int MaxDescriptionLength = 4096;
    public const int MaxExpressionLength = 100_000;
    public const int MaxTtlInDays = 3650;
    public const string DefaultDataGovernancePolicy = """{"excludeOptOut":true}""";

    private static readonly string[] Clearable =
        ["description", "mergePolicyId", "evaluationInfo", "dataGovernancePolicy", "ttlInDays", "payloadSchema"];

    /// <summary>Tells whether an expression is worth compiling; if not, <see cref="Check"/> says why.</summary>
    public static bool CanCompile(ExpressionDocument? expression) =>
        expression is { Type: "PQL", Format: "pql/text" or "pql/json", Value.Length: > 0 and <= MaxExpressionLength };

    /// <summary>Returns the problems of the fields that were sent.</summary>
    /// <param name="draft">The fields.</param>
    /// <param name="isNew">Whether required fields must be there.</param>
    public static IEnumerable<FaultItem> Check(DefinitionDraft draft, bool isNew) =>
        Required(draft, isNew).Concat(Cleared(draft, isNew)).Concat(Texts(draft)).Concat(Expression(draft.Expression)).Concat(Numbers(draft));

    /// <summary>Returns the switches in full: when all are off, batch is on.</summary>
    public static EvaluationInfo Complete(EvaluationInfo? info)
    {
        var off = new EvaluationSwitch(false);
        var sent = info ?? new EvaluationInfo(off, off, off);
        var complete = new EvaluationInfo(sent.Batch ?? off, sent.Continuous ?? off, sent.Synchronous ?? off);
        var isAnyOn = complete.Batch.Enabled || complete.Continuous.Enabled || complete.Synchronous.Enabled;
        return isAnyOn ? complete : complete with { Batch = new EvaluationSwitch(true) };
    }

    private static IEnumerable<FaultItem> Required(DefinitionDraft draft, bool isNew)
    {
        if (!isNew) yield break;
        if (draft.SchemaName is null)
            yield return DefinitionFaults.Field("schema", $"schema is missing; send {{\"name\":\"{SchemaReference.ProfileName}\"}}.");
        if (draft.Name is null) yield return DefinitionFaults.Field("name", "name is missing; send 1 to 255 characters.");
        if (draft.Expression is null)
        {
            yield return DefinitionFaults.Field(
                "expression", "expression is missing; send {\"type\":\"PQL\",\"format\":\"pql/text\",\"value\":\"...\"}.");
        }
    }

    private static IEnumerable<FaultItem> Cleared(DefinitionDraft draft, bool isNew) =>
        draft.Cleared.Where(field => !isNew && !Clearable.Contains(field, StringComparer.Ordinal))
            .Select(field => DefinitionFaults.Field(field, $"{field} cannot be null; these fields can: {string.Join(", ", Clearable)}."));

    private static IEnumerable<FaultItem> Texts(DefinitionDraft draft)
    {
        if (draft.SchemaName is { } schema && schema != SchemaReference.ProfileName)
            yield return DefinitionFaults.Field("schema", $"schema is '{schema}'; only '{SchemaReference.ProfileName}' is segmented.");
        if (draft.Name is { } name && name.Trim().Length is 0 or > MaxNameLength)
        {
            yield return DefinitionFaults.Field(
                "name", Format($"name has {draft.Name.Trim().Length} characters; 1 to {MaxNameLength} are accepted."));
        }

        if (draft.Description is { Length: > MaxDescriptionLength } description)
        {
            yield return DefinitionFaults.Field(
                "description", Format($"description has {description.Length} characters; at most {MaxDescriptionLength} are accepted."));
        }
    }

    /// <summary>Returns what is wrong with type and format of an expression, or that its value is empty.</summary>
    public static IEnumerable<FaultItem> CheckKind(ExpressionDocument expression)
    {
        if (expression.Type != "PQL")
            yield return DefinitionFaults.Field("expression.type", $"expression.type is '{expression.Type}'; only 'PQL' is accepted.");
        if (expression.Format is not ("pql/text" or "pql/json"))
        {
            yield return DefinitionFaults.Field(
                "expression.format", $"expression.format is '{expression.Format}'; 'pql/text' and 'pql/json' are accepted.");
        }

        if (string.IsNullOrEmpty(expression.Value))
        {
            yield return DefinitionFaults.Field("expression.value", "expression.value is empty; send a PQL expression.");
        }
    }

    private static IEnumerable<FaultItem> Expression(ExpressionDocument? expression)
    {
        if (expression is null) yield break;
        foreach (var problem in CheckKind(expression)) yield return problem;
        if (expression.Value?.Length > MaxExpressionLength)
        {
            yield return DefinitionFaults.Field(
                "expression.value",
                Format($"expression.value has {expression.Value.Length} characters; at most {MaxExpressionLength} are accepted."));
        }
    }

    private static IEnumerable<FaultItem> Numbers(DefinitionDraft draft)
    {
        if (draft.TtlInDays is < 1 or > MaxTtlInDays)
            yield return DefinitionFaults.Field("ttlInDays", Format($"ttlInDays is {draft.TtlInDays}; 1 to {MaxTtlInDays} are accepted."));
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
