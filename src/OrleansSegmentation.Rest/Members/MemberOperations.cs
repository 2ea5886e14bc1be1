using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Members;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Members;

/// <summary>The route that tells who is in a segment: page by page, or all of it as one line per member.</summary>
internal static class MemberOperations
{
    private const string DefinitionsPath = "/segment/definitions";
    private const string Ndjson = "application/x-ndjson";
    private const int DefaultLimit = 1000;
    private const int MaxLimit = 10_000;

    private static readonly JsonWriterOptions LineOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Map(SegmentationRoutes routes) => routes.Map(
        $"{DefinitionsPath}/{{id}}/members", new Operation(HttpMethods.Get, "ListSegmentMembers", ListAsync));

    private static async Task ListAsync(ApiCall call)
    {
        var query = call.Query;
        var isExited = ReadStatus(query);
        var fields = FieldsParameter.Read(query);
        var isStream = AcceptsNdjson(call.Http.Request);
        var limit = isStream ? DefaultLimit : query.Number("limit", 1, MaxLimit) ?? DefaultLimit;
        var start = isStream ? null : query.Text("start");
        var id = ResourceId.Parse(call.PathValue("id")) ?? throw UnknownResource.Definition(call.PathValue("id"));

        var client = call.Admit();
        var members = new MemberQuery(id, isExited, start, limit, fields);
        var page = await client.GetMemberPageAsync(members, call.Aborted);
        if (isStream)
        {
            await StreamAsync(call.Http, client, members, page);
            return;
        }

        var link = page.Next is null
            ? null
            : $"@{DefinitionsPath}/{id}/members?start={page.Next}&limit={limit}{query.Repeat("start", "limit")}";
        await call.Http.WriteJsonAsync(
            StatusCodes.Status200OK, (page, isExited, link),
            static (writer, state) => MemberWriter.WritePage(writer, state.page, state.isExited, state.link));
    }

    // The first page is read before anything is written, so that errors are answered as such. An error later, for example because a newer
    // job published, breaks the connection: half a list must not look like a whole one.
    private static async Task StreamAsync(HttpContext http, SegmentationClient client, MemberQuery query, MemberPage first)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = $"{Ndjson}; charset=utf-8";
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        for (var page = first; ; page = await client.GetMemberPageAsync(query with { Start = page.Next }, http.RequestAborted))
        {
            using var buffer = new PooledBuffer();
            await using (var writer = new Utf8JsonWriter(buffer, LineOptions))
            {
                foreach (var member in page.Members)
                {
                    MemberWriter.WriteMember(writer, member, query.IsExited);
                    await writer.FlushAsync(http.RequestAborted);
                    writer.Reset();
                    buffer.GetSpan(1)[0] = (byte)'\n';
                    buffer.Advance(1);
                }
            }

            await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
            if (page.Next is null)
            {
                return;
            }
        }
    }

    private static bool AcceptsNdjson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)
        && types.Any(static type => type.MediaType.Equals(Ndjson, StringComparison.OrdinalIgnoreCase));

    private static bool ReadStatus(QueryParameters query) => query.Text("status") switch
    {
        null or "realized" => false,
        "exited" => true,
        { } other => throw WireFaults.Parameter("status", other, "realized or exited"),
    };
}
