using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Schedules;

/// <summary>The routes of schedules.</summary>
internal static class ScheduleOperations
{
    private const string Path = "/config/schedules";
    private const int DefaultLimit = 100;

    public static void Map(SegmentationRoutes routes)
    {
        routes.Map(
            Path,
            new Operation(HttpMethods.Get, "ListSchedules", ListAsync),
            new Operation(HttpMethods.Post, "CreateSchedule", CreateAsync, BodyRule.Json));
        routes.Map(
            $"{Path}/{{id}}",
            new Operation(HttpMethods.Get, "GetSchedule", GetAsync),
            new Operation(HttpMethods.Patch, "PatchSchedule", PatchAsync, BodyRule.JsonOfAnyType),
            new Operation(HttpMethods.Delete, "DeleteSchedule", DeleteAsync));
        routes.Map($"{Path}/add-audiences", new Operation(HttpMethods.Post, "AddAudiences", AddAudiencesAsync, BodyRule.Json));
        routes.Map($"{Path}/remove-audiences", new Operation(HttpMethods.Post, "RemoveAudiences", RemoveAudiencesAsync, BodyRule.Json));
        routes.Map($"{Path}/audience-map", new Operation(HttpMethods.Post, "MapAudiences", MapAudiencesAsync, BodyRule.Json));
        routes.Map($"{Path}/trigger", new Operation(HttpMethods.Post, "TriggerSchedule", TriggerAsync, BodyRule.Json));
    }

    private static async Task ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = PageRequest.Read(query, DefaultLimit);
        var list = new ScheduleListQuery(
            page.Start, page.Limit, OneOf(query, "state", "active", "inactive"), OneOf(query, "type", "batch_segmentation", "export"));
        var found = await call.Admit().GetSchedulePageAsync(list, call.Aborted);
        var envelope = new ListEnvelope<ScheduleModel>(
            [.. found.Schedules.Select(ScheduleModel.Of)], found.TotalCount, page, $"@{Path}", query.Repeat("start", "limit"));
        await call.Http.WriteJsonAsync(
            StatusCodes.Status200OK, envelope, static (writer, schedules) => schedules.Write(writer, RestJson.Readable.ScheduleModel));
    }

    private static async Task CreateAsync(ApiCall call)
    {
        var draft = ScheduleBody.Parse(call.RequireBody(ScheduleBody.Accepted));
        var schedule = await call.Admit().CreateScheduleAsync(draft, call.Aborted);
        call.Http.Response.Headers["X-Location"] = $"{Path}/{schedule.Id}";
        WarnIfIdle(call, schedule);
        await WriteAsync(call, schedule);
    }

    private static async Task GetAsync(ApiCall call)
    {
        var id = IdOf(call.PathValue("id"));
        await WriteAsync(call, await call.Admit().GetScheduleAsync(id, call.Aborted));
    }

    private static async Task PatchAsync(ApiCall call)
    {
        var id = IdOf(call.PathValue("id"));
        var client = call.Admit();
        _ = await client.GetScheduleAsync(id, call.Aborted); // an unknown schedule answers before a wrong body
        var patch = SchedulePatchBody.Parse(call.RequireBody(SchedulePatchBody.Accepted));
        WarnIfIdle(call, await client.PatchScheduleAsync(id, patch, call.Aborted));
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task DeleteAsync(ApiCall call)
    {
        var id = IdOf(call.PathValue("id"));
        await call.Admit().DeleteScheduleAsync(id, call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task AddAudiencesAsync(ApiCall call)
    {
        var (id, segments) = ScheduleBody.ParseAudiences(call.RequireBody(ScheduleBody.AcceptedAudiences));
        var change = await call.Admit().AddAudiencesAsync(IdOf(id), segments, call.Aborted);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, AudiencesAddedModel.Of(change), RestJson.Readable.AudiencesAddedModel);
    }

    private static async Task RemoveAudiencesAsync(ApiCall call)
    {
        var (id, segments) = ScheduleBody.ParseAudiences(call.RequireBody(ScheduleBody.AcceptedAudiences));
        var change = await call.Admit().RemoveAudiencesAsync(IdOf(id), segments, call.Aborted);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, AudiencesRemovedModel.Of(change), RestJson.Readable.AudiencesRemovedModel);
    }

    private static async Task MapAudiencesAsync(ApiCall call)
    {
        var segments = ScheduleBody.ParseSegments(call.RequireBody(ScheduleBody.AcceptedSegments));
        var map = await call.Admit().MapAudiencesAsync(segments, call.Aborted);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, AudienceMapModel.Of(map), RestJson.Readable.AudienceMapModel);
    }

    private static async Task TriggerAsync(ApiCall call)
    {
        var id = ScheduleBody.ParseId(call.RequireBody(ScheduleBody.AcceptedId));
        await call.Admit().TriggerScheduleAsync(IdOf(id), call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status200OK;
        call.Http.Response.ContentLength = 0;
    }

    private static void WarnIfIdle(ApiCall call, ScheduleDocument schedule)
    {
        if (schedule is { Type: "export", State: "active" })
        {
            ResponseWarnings.Add(call.Http, ["schedules of type export are kept but run nothing: this server has no export jobs"]);
        }
    }

    private static Guid IdOf(string id) => ResourceId.Parse(id) ?? throw UnknownResource.Schedule(id);

    private static string? OneOf(QueryParameters query, string name, string first, string second)
    {
        var text = query.Text(name);
        return text is null || text == first || text == second ? text : throw WireFaults.Parameter(name, text, $"{first} or {second}");
    }

    private static Task WriteAsync(ApiCall call, ScheduleDocument schedule) =>
        call.Http.WriteJsonAsync(StatusCodes.Status200OK, ScheduleModel.Of(schedule), RestJson.Readable.ScheduleModel);
}
