using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Definitions;

/// <summary>The routes of segment definitions.</summary>
internal static class DefinitionOperations
{
    /// <summary>The path below the base path.</summary>
    public const string Path = "/segment/definitions";

    private const int DefaultLimit = 100;

    private static readonly SortKey NewestFirst = new("creationTime", IsDescending: true);
    private static readonly SortParameter Sort = new(DefinitionDocumentPaths.Paths, "SEG-GEN004-400");

    public static void Map(SegmentationRoutes routes)
    {
        routes.Map(
            Path,
            new Operation(HttpMethods.Get, "ListSegmentDefinitions", ListAsync),
            new Operation(HttpMethods.Post, "CreateSegmentDefinition", CreateAsync, BodyRule.Json, ExpressionBody.MaxDepth));
        routes.Map(
            $"{Path}/bulk-get", new Operation(HttpMethods.Post, "BulkGetSegmentDefinitions", BulkGetAsync, BodyRule.JsonOfAnyType));
        routes.Map(
            $"{Path}/{{id}}",
            new Operation(HttpMethods.Get, "GetSegmentDefinition", GetAsync),
            new Operation(HttpMethods.Patch, "PatchSegmentDefinition", PatchAsync, BodyRule.JsonOfAnyType, ExpressionBody.MaxDepth),
            new Operation(HttpMethods.Delete, "DeleteSegmentDefinition", DeleteAsync));
    }

    private static async Task ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = ReadPage(query);
        var sort = Sort.Read(query);
        var filters = PropertyParameter.Read(query);
        var list = new DefinitionListQuery(
            page.Start, page.Limit, sort, filters, query.Boolean("evaluationInfo.batch.enabled"),
            query.Boolean("evaluationInfo.continuous.enabled"), query.Boolean("evaluationInfo.synchronous.enabled"));

        var found = await call.Admit().GetDefinitionPageAsync(list, call.Aborted);
        ResponseWarnings.Add(call.Http, PropertyWarnings.Of(filters, DefinitionDocumentPaths.Paths));
        var answer = new DefinitionList(
            found.Definitions, found.TotalCount, page, sort.Count > 0 ? sort[0] : NewestFirst, query.Repeat("start", "limit", "page"));
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, answer, static (writer, list) => list.Write(writer));
    }

    private static PageRequest ReadPage(QueryParameters query)
    {
        var page = PageRequest.Read(query, DefaultLimit);
        var number = query.Number("page", 0, int.MaxValue);
        return number is null || query.Text("start") is not null
            ? page
            : page with { Start = (int)Math.Min(int.MaxValue, (long)number * page.Limit) };
    }

    private static async Task CreateAsync(ApiCall call)
    {
        var draft = DefinitionBody.Parse(call.RequireBody(DefinitionBody.Accepted), isPatch: false);
        var saved = await call.Admit().CreateDefinitionAsync(draft, call.Aborted);
        call.Http.Response.Headers["X-Location"] = $"{Path}/{saved.Definition.Id}";
        await WriteAsync(call, saved);
    }

    private static async Task PatchAsync(ApiCall call)
    {
        var id = IdOf(call);
        var client = call.Admit();
        _ = await client.GetDefinitionAsync(id, call.Aborted); // an unknown definition answers before a wrong body
        var draft = DefinitionBody.Parse(call.RequireBody(DefinitionBody.AcceptedPatch), isPatch: true);
        await WriteAsync(call, await client.PatchDefinitionAsync(id, draft, call.Aborted));
    }

    private static async Task GetAsync(ApiCall call) =>
        await WriteAsync(call, await call.Admit().GetDefinitionAsync(IdOf(call), call.Aborted));

    private static async Task DeleteAsync(ApiCall call)
    {
        var id = IdOf(call);
        await call.Admit().DeleteDefinitionAsync(id, call.Aborted);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, id, static (writer, id) =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("status"u8, true);
            writer.WriteString("message"u8, $"Segment definition with id '{id}' has been deleted");
            writer.WriteEndObject();
        });
    }

    private static Task BulkGetAsync(ApiCall call) => BulkGetResponse.AnswerAsync<SegmentDefinitionDocument>(
        call,
        ids => call.Admit().GetDefinitionsAsync(ids, call.Aborted),
        DefinitionWriter.Write,
        UnknownResource.DefinitionCode,
        UnknownResource.DefinitionMessage);

    private static Guid IdOf(ApiCall call)
    {
        var id = call.PathValue("id");
        return ResourceId.Parse(id) ?? throw UnknownResource.Definition(id);
    }

    private static Task WriteAsync(ApiCall call, DefinitionSaved saved)
    {
        ResponseWarnings.Add(call.Http, saved.Warnings);
        return WriteAsync(call, saved.Definition);
    }

    private static Task WriteAsync(ApiCall call, SegmentDefinitionDocument definition) =>
        call.Http.WriteJsonAsync(StatusCodes.Status200OK, definition, DefinitionWriter.Write);
}
