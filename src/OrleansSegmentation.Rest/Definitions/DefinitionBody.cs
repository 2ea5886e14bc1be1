using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Definitions;

/// <summary>The body that creates or patches a definition. Checks kinds only; values are judged where definitions are kept.</summary>
internal static class DefinitionBody
{
    public const string Accepted = "a JSON object with name, expression and schema";
    public const string AcceptedPatch = "a JSON object with the fields to replace";

    /// <summary>How deep an expression given as an object may be nested.</summary>
    public const int MaxExpressionDepth = 1024;

    /// <summary>How deep a whole body may be nested: the expression stands in <c>expression.value</c>.</summary>
    public const int MaxDepth = MaxExpressionDepth + 2;

    private const string Code = "SEG-DEF002-400";
    private const string Title = "A field of the segment definition is invalid.";
    private const string JsonFormat = "pql/json";

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

        CheckDepth(body);
        var fields = new FieldReader(body, Code, Title);
        return new DefinitionDraft
        {
            SchemaName = SchemaName(fields),
            Name = fields.String("name"),
            Description = fields.String("description"),
            Expression = fields.Object("expression") is { } expression ? Expression(expression) : null,
            MergePolicyId = fields.String("mergePolicyId"),
            EvaluationInfo = fields.Object("evaluationInfo") is { } evaluation ? Evaluation(evaluation) : null,
            DataGovernancePolicyJson = fields.Object("dataGovernancePolicy") is { } policy ? Compact(policy.Element) : null,
            TtlInDays = fields.Integer("ttlInDays"),
            PayloadSchema = fields.String("payloadSchema"),
            Cleared = isPatch ? [.. Clearable.Where(fields.IsNull)] : [],
        };
    }

    private static string? SchemaName(FieldReader fields) => fields.Object("schema") is not { } schema
        ? null
        : schema.String("name") ?? schema.String("id") ?? throw schema.Missing("name", $"\"{SchemaReference.ProfileName}\"");

    private static ExpressionDocument Expression(FieldReader fields)
    {
        var type = fields.String("type") ?? throw fields.Missing("type", "\"PQL\"");
        var format = fields.String("format") ?? throw fields.Missing("format", "\"pql/text\" or \"pql/json\"");
        return fields.Any("value") switch
        {
            null => throw fields.Missing("value", "a string"),
            { ValueKind: JsonValueKind.String } text => new ExpressionDocument(type, format, text.GetString()!),
            { ValueKind: JsonValueKind.Object } json when format == JsonFormat => new ExpressionDocument(type, format, Compact(json)),
            { } other => throw fields.Wrong("value", other, format == JsonFormat ? "a string or an object" : "a string"),
        };
    }

    private static EvaluationInfo Evaluation(FieldReader fields) =>
        new(Switch(fields, "batch"), Switch(fields, "continuous"), Switch(fields, "synchronous"));

    private static EvaluationSwitch Switch(FieldReader fields, string name) =>
        new(fields.Object(name)?.Boolean("enabled") ?? false);

    private static string Compact(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { MaxDepth = MaxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Only an expression may be nested deeply.
    private static void CheckDepth(JsonElement body)
    {
        foreach (var field in body.EnumerateObject())
        {
            if (!field.NameEquals("expression"u8))
            {
                CheckDepth(field.Value, field.Name, Operation.DefaultJsonDepth - 1);
            }
            else if (field.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in field.Value.EnumerateObject().Where(static inner => !inner.NameEquals("value"u8)))
                {
                    CheckDepth(inner.Value, $"expression.{inner.Name}", Operation.DefaultJsonDepth - 2);
                }
            }
            else
            {
                CheckDepth(field.Value, field.Name, Operation.DefaultJsonDepth - 1);
            }
        }
    }

    private static void CheckDepth(JsonElement element, string field, int levels)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return;
        }

        if (levels == 0)
        {
            throw WireFaults.NotJson(
                $"'{WireFaults.Quoted(field)}' is nested too deeply: at most {Operation.DefaultJsonDepth} levels are accepted outside of expression.value.");
        }

        IEnumerable<JsonElement> children = element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray()
            : element.EnumerateObject().Select(static property => property.Value);
        foreach (var inner in children)
        {
            CheckDepth(inner, field, levels - 1);
        }
    }
}
