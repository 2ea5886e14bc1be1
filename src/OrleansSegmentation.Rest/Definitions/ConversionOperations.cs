using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Definitions;

/// <summary>The route that turns one encoding of PQL into the other. Only <c>expression</c> is read; other known fields are echoed as sent.</summary>
internal static class ConversionOperations
{
    private const string Path = "/segment/conversion";
    private const string Accepted = "a JSON object with expression";

    public static void Map(SegmentationRoutes routes) => routes.Map(
        Path, new Operation(HttpMethods.Post, "ConvertExpression", ConvertAsync, BodyRule.Json, ExpressionBody.MaxDepth));

    private static async Task ConvertAsync(ApiCall call)
    {
        var body = call.RequireBody(Accepted);
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted);
        }

        ExpressionBody.CheckDepth(body);
        var fields = new FieldReader(body, "SEG-GEN003-400", "A field of the request is invalid.");
        var sent = fields.Object("expression")
            ?? throw fields.Missing("expression", "{\"type\":\"PQL\",\"format\":\"pql/text\",\"value\":\"…\"}");
        var converted = await call.Admit().ConvertExpressionAsync(ExpressionBody.Read(sent), call.Aborted);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, (fields, call.Sandbox!, converted), static (writer, answer) =>
            Write(writer, answer.fields, answer.Item2, answer.converted));
    }

    private static void Write(Utf8JsonWriter writer, FieldReader sent, SandboxDescriptor sandbox, ExpressionDocument converted)
    {
        writer.WriteStartObject();
        Echo(writer, sent, "ttlInDays");
        writer.WriteString("imsOrgId"u8, sandbox.OrganizationId);
        DefinitionWriter.WriteSandbox(writer, new SandboxReference(sandbox.SandboxId, sandbox.Name, sandbox.Type, sandbox.IsDefault));
        Echo(writer, sent, "name");
        Echo(writer, sent, "description");
        DefinitionWriter.WriteExpression(writer, converted);
        Echo(writer, sent, "schema");
        writer.WriteEndObject();
    }

    private static void Echo(Utf8JsonWriter writer, FieldReader sent, string name)
    {
        if (sent.Any(name) is { } value)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
