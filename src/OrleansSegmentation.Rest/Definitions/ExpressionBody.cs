using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Definitions;

/// <summary>The field <c>expression</c> of a body: the one field that may be nested deeply.</summary>
internal static class ExpressionBody
{
    /// <summary>How deep an expression given as an object may be nested.</summary>
    public const int MaxExpressionDepth = 1024;

    /// <summary>How deep a whole body may be nested: the expression stands in <c>expression.value</c>.</summary>
    public const int MaxDepth = MaxExpressionDepth + 2;

    private const string JsonFormat = "pql/json";

    public static ExpressionDocument Read(FieldReader fields)
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

    public static string Compact(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { MaxDepth = MaxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Refuses a body that is nested deeply anywhere but in <c>expression.value</c>.</summary>
    public static void CheckDepth(JsonElement body)
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
