using System.Text.Json;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Definitions;

/// <summary>The body that creates or patches a definition. Checks kinds only; values are judged where definitions are kept.</summary>
internal static class DefinitionBody
{
    public const string Accepted = "a JSON object with name, expression and schema";
    public const string AcceptedPatch = "a JSON object with the fields to replace";

    private const string Code = "SEG-DEF002-400";
    private const string Title = "A field of the segment definition is invalid.";

    private static readonly string[] Clearable =
    [
        "name", "schema", "expression", "description", "mergePolicyId", "evaluationInfo", "dataGovernancePolicy", "ttlInDays",
        "payloadSchema",
    ];

    public static DefinitionDraft Parse(JsonElement body, bool isPatch)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), isPatch ? AcceptedPatch : Accepted);
        }

        ExpressionBody.CheckDepth(body);
        var fields = new FieldReader(body, Code, Title);
        return new DefinitionDraft
        {
            SchemaName = SchemaName(fields),
            Name = fields.String("name"),
            Description = fields.String("description"),
            Expression = fields.Object("expression") is { } expression ? ExpressionBody.Read(expression) : null,
            MergePolicyId = fields.String("mergePolicyId"),
            EvaluationInfo = fields.Object("evaluationInfo") is { } evaluation ? Evaluation(evaluation) : null,
            DataGovernancePolicyJson = fields.Object("dataGovernancePolicy") is { } policy ? ExpressionBody.Compact(policy.Element) : null,
            TtlInDays = fields.Integer("ttlInDays"),
            PayloadSchema = fields.String("payloadSchema"),
            Cleared = isPatch ? [.. Clearable.Where(fields.IsNull)] : [],
        };
    }

    private static string? SchemaName(FieldReader fields) => fields.Object("schema") is not { } schema
        ? null
        : schema.String("name") ?? schema.String("id") ?? throw schema.Missing("name", $"\"{SchemaReference.ProfileName}\"");

    private static EvaluationInfo Evaluation(FieldReader fields) =>
        new(Switch(fields, "batch"), Switch(fields, "continuous"), Switch(fields, "synchronous"));

    private static EvaluationSwitch Switch(FieldReader fields, string name) =>
        new(fields.Object(name)?.Boolean("enabled") ?? false);
}
