using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Jobs;

/// <summary>The routes of segment jobs.</summary>
internal static class JobOperations
{
    private const string Path = "/segment/jobs";

    private static readonly SortParameter Sort = new(JobDocumentPaths.Paths, "SEG-JOB011-400");

    public static void Map(SegmentationRoutes routes)
    {
        routes.Map(
            Path,
            new Operation(HttpMethods.Get, "ListSegmentJobs", ListAsync),
            new Operation(HttpMethods.Post, "SubmitSegmentJob", SubmitAsync, BodyRule.Json));
        routes.Map(
            $"{Path}/bulk-get", new Operation(HttpMethods.Post, "BulkGetSegmentJobs", BulkGetAsync, BodyRule.JsonOfAnyType));
        routes.Map(
            $"{Path}/{{id}}",
            new Operation(HttpMethods.Get, "GetSegmentJob", GetAsync),
            new Operation(HttpMethods.Delete, "DeleteSegmentJob", DeleteAsync));
        routes.Map($"{Path}/{{id}}/diagnostics", new Operation(HttpMethods.Get, "GetSegmentJobDiagnostics", DiagnoseAsync));
    }

    private static async Task ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = PageRequest.Read(query, PageRequest.MaxLimit);
        var filters = PropertyParameter.Read(query).Select(WithCurrentSpelling).ToArray();
        var detail = SegmentDetailParameter.Read(query);
        var list = new JobListQuery(page.Start, page.Limit, JobStatusParameter.Read(query), Sort.Read(query), filters);
        _ = query.Text("snapshot.name"); // accepted and repeated in links, but there are no snapshots

        var jobs = await call.Admit().GetJobPageAsync(list, call.Aborted);
        ResponseWarnings.Add(call.Http, PropertyWarnings.Of(filters, JobDocumentPaths.Paths));
        var envelope = new ListEnvelope<SegmentJobDocument>(
            [.. jobs.Jobs.Select(job => detail.Apply(job))], jobs.TotalCount, page, $"@{Path}", query.Repeat("start", "limit"));
        await call.Http.WriteJsonAsync(
            StatusCodes.Status200OK, envelope,
            static (writer, list) => list.Write(writer, SegmentJobJson.Readable.SegmentJobDocument));
    }

    private static async Task SubmitAsync(ApiCall call)
    {
        var json = call.RequireBody(JobSubmissionBody.Accepted);
        var body = JobSubmissionBody.Parse(json);
        var key = IdempotencyKey.Read(call.Http.Request.Headers);
        var submission = new JobSubmission(body.SegmentIds, call.RequestId, key, key is null ? null : CanonicalJson.Hash(json));
        var submitted = await SubmitAsync(call, body, submission);

        var headers = call.Http.Response.Headers;
        headers["X-Location"] = $"{Path}/{submitted.Job.Id}";
        if (submitted.IsReplayed)
        {
            headers[IdempotencyKey.ReplayedHeaderName] = "true";
        }

        await WriteAsync(call, submitted.Job);
    }

    private static async Task<JobSubmitted> SubmitAsync(ApiCall call, JobSubmissionBody body, JobSubmission submission)
    {
        try
        {
            return await call.Admit().SubmitAsync(submission, call.Aborted);
        }
        catch (SegmentationException exception)
        {
            throw new SegmentationException(body.Locate(exception.Fault), exception.InnerException);
        }
    }

    private static async Task GetAsync(ApiCall call)
    {
        var detail = SegmentDetailParameter.Read(call.Query);
        await WriteAsync(call, detail.Apply(await HandleOf(call).GetAsync(call.Aborted)));
    }

    private static async Task DeleteAsync(ApiCall call)
    {
        await HandleOf(call).DeleteAsync(call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task DiagnoseAsync(ApiCall call)
    {
        var diagnostics = await HandleOf(call).GetDiagnosticsAsync(call.Aborted);
        var shown = diagnostics.ExcludedProfiles is { Count: 0 } ? diagnostics with { ExcludedProfiles = null } : diagnostics;
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, shown, RestJson.Readable.JobDiagnostics);
    }

    private static Task BulkGetAsync(ApiCall call) => BulkGetResponse.AnswerAsync<SegmentJobDocument>(
        call,
        ids => call.Admit().GetJobsAsync(ids, call.Aborted),
        static (writer, job) => JsonSerializer.Serialize(writer, job, SegmentJobJson.Readable.SegmentJobDocument),
        UnknownResource.JobCode,
        UnknownResource.JobMessage);

    private static SegmentJobHandle HandleOf(ApiCall call)
    {
        var id = call.PathValue("id");
        return call.Admit().GetJob(ResourceId.Parse(id) ?? throw UnknownResource.Job(id));
    }

    private static Task WriteAsync(ApiCall call, SegmentJobDocument job) =>
        call.Http.WriteJsonAsync(StatusCodes.Status200OK, job, SegmentJobJson.Readable.SegmentJobDocument);

    private static PropertyFilter WithCurrentSpelling(PropertyFilter filter) =>
        filter is { ArrayPath: null, Path: ["status"] } ? filter with { Value = JobStatusParameter.DoubleL(filter.Value) } : filter;
}
