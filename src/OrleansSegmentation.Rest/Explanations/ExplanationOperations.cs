using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Contracts.Explanations;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Definitions;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Explanations;

/// <summary>The route that says why a profile is in or out of a segment.</summary>
internal static class ExplanationOperations
{
    private const string Path = "/segment/explain";
    private const string Accepted = "a JSON object with expression or segmentId, and profile or entityId";

    public static void Map(SegmentationRoutes routes) => routes.Map(
        Path, new Operation(HttpMethods.Post, "ExplainMembership", ExplainAsync, BodyRule.Json, ExpressionBody.MaxDepth));

    private static async Task ExplainAsync(ApiCall call)
    {
        var request = Parse(call.RequireBody(Accepted));
        var explanation = await call.Admit().ExplainAsync(request, call.Aborted);
        await call.Http.WriteJsonAsync(
            StatusCodes.Status200OK, explanation, static (writer, found) => writer.WriteRawValue(found.Json, skipInputValidation: true));
    }

    private static ExplanationRequest Parse(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted);
        }

        ExpressionBody.CheckDepth(body);
        var fields = new FieldReader(body, "SEG-GEN003-400", "A field of the request is invalid.");
        return new ExplanationRequest
        {
            Expression = fields.Object("expression") is { } expression ? ExpressionBody.Read(expression) : null,
            SegmentId = fields.String("segmentId"),
            ProfileJson = fields.Object("profile")?.Element.GetRawText(),
            EntityId = fields.String("entityId"),
            EntityIdNamespace = fields.String("entityIdNS"),
            MergePolicyId = fields.String("mergePolicyId"),
            AsOf = fields.String("asOf"),
        };
    }
}
