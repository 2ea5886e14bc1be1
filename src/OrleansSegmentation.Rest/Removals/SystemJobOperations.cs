using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Removals;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Removals;

/// <summary>The routes of system jobs, which delete all that a dataset or a batch supplied.</summary>
internal static class SystemJobOperations
{
    private const string Path = "/system/jobs";
    private const string Accepted = "a JSON object with dataSetId or batchId";
    private const int DefaultLimit = 100;

    public static void Map(SegmentationRoutes routes)
    {
        routes.Map(
            Path,
            new Operation(HttpMethods.Get, "ListSystemJobs", ListAsync),
            new Operation(HttpMethods.Post, "CreateSystemJob", CreateAsync, BodyRule.Json));
        routes.Map(
            $"{Path}/{{id}}",
            new Operation(HttpMethods.Get, "GetSystemJob", GetAsync),
            new Operation(HttpMethods.Delete, "DeleteSystemJob", DeleteAsync));
    }

    private static async Task CreateAsync(ApiCall call)
    {
        var body = call.RequireBody(Accepted);
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted);
        }

        var fields = new FieldReader(body, "SEG-GEN003-400", "A field of the request is invalid.");
        var request = new SystemJobRequest(fields.String("dataSetId"), fields.String("batchId"));
        await WriteAsync(call, await call.Admit().CreateSystemJobAsync(request, call.Aborted));
    }

    private static async Task ListAsync(ApiCall call)
    {
        var page = call.Query.Number("page", 0, int.MaxValue) ?? 0;
        var limit = call.Query.Number("limit", 1, PageRequest.MaxLimit) ?? DefaultLimit;
        var start = (int)Math.Min((long)page * limit, int.MaxValue);
        var jobs = await call.Admit().GetSystemJobPageAsync(start, limit, call.Aborted);
        var next = (long)start + jobs.Jobs.Count < jobs.TotalCount && jobs.Jobs.Count > 0 ? (page + 1).ToString(CultureInfo.InvariantCulture) : null;
        var list = new SystemJobListModel(
            new SystemJobListPage(jobs.Jobs.Count, next), [.. jobs.Jobs.Select(job => SystemJobModel.Of(job, call.Sandbox!.OrganizationId))]);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, list, RestJson.Readable.SystemJobListModel);
    }

    private static async Task GetAsync(ApiCall call) => await WriteAsync(call, await call.Admit().GetSystemJobAsync(IdOf(call), call.Aborted));

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Admit().ForgetSystemJobAsync(IdOf(call), call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status200OK;
    }

    private static Guid IdOf(ApiCall call)
    {
        var id = call.PathValue("id");
        return ResourceId.Parse(id) ?? throw UnknownResource.SystemJob(id);
    }

    private static Task WriteAsync(ApiCall call, SystemJob job) => call.Http.WriteJsonAsync(
        StatusCodes.Status200OK, SystemJobModel.Of(job, call.Sandbox!.OrganizationId), RestJson.Readable.SystemJobModel);
}

/// <summary>A list of system jobs.</summary>
internal sealed record SystemJobListModel([property: System.Text.Json.Serialization.JsonPropertyName("_page")] SystemJobListPage Page, IReadOnlyList<SystemJobModel> Children);

/// <summary>Which part of a list this is.</summary>
/// <param name="Count">How many jobs it has.</param>
/// <param name="Next">The number of the next page; absent on the last one.</param>
internal sealed record SystemJobListPage(int Count, string? Next);
