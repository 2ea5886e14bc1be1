using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Ingest;

/// <summary>The route that loads records in bulk. One request is one batch: all of it arrives, or nothing is kept.</summary>
internal static class IngestOperations
{
    private const string DatasetParameter = "datasetId";
    private const int MaxDatasetIdLength = 64;
    private const string TimestampParameter = "timestamp";
    private const string MaxErrorsParameter = "maxErrors";
    private const int LargestMaxErrors = 100_000;
    private const string Accepted = "records as application/x-ndjson or as an array in application/json";

    public static void Map(SegmentationRoutes routes) => routes.Map(
        "/ingest/profiles", new Operation(HttpMethods.Post, "IngestProfiles", IngestAsync, BodyRule.Records));

    private static async Task IngestAsync(ApiCall call)
    {
        var http = call.Http;
        var limits = http.RequestServices.GetRequiredService<IOptions<IngestBodyOptions>>().Value;
        var body = await BodyReader.RentAsync(http, limits.MaxBodyBytes);
        if (body.Content.IsEmpty)
        {
            throw WireFaults.BodyMissing(Accepted);
        }

        var options = new IngestOptions
        {
            DatasetId = ReadDatasetId(call.Query),
            Format = ContentTypeRule.IsNdjson(http.Request) ? RecordFormat.Ndjson : RecordFormat.JsonArray,
            DefaultTimestamp = ReadTimestamp(call.Query),
            MaxErrors = call.Query.Number(MaxErrorsParameter, 1, LargestMaxErrors) ?? IngestReceipt.DefaultMaxErrors,
        };
        var receipt = await call.Admit().IngestAsync(body.Content, options, call.Aborted);
        body.Return(); // after an error or a timeout, somebody may still be reading it
        await http.WriteJsonAsync(StatusCodes.Status200OK, receipt, RestJson.Readable.IngestReceipt);
    }

    private static DateTimeOffset? ReadTimestamp(QueryParameters query) => query.Text(TimestampParameter) switch
    {
        null => null,
        { Length: >= 20 } text when (text[^1] == 'Z' || text[^6] is '+' or '-') && DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => time,
        { } text => throw WireFaults.Parameter(TimestampParameter, text, "an RFC 3339 time such as 2026-03-18T12:00:00Z"),
    };

    private static string ReadDatasetId(QueryParameters query)
    {
        var id = query.Text(DatasetParameter) ?? SegmentationClient.DefaultDatasetId;
        return id.Length <= MaxDatasetIdLength && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? id
            : throw WireFaults.Parameter(DatasetParameter, id, $"1 to {MaxDatasetIdLength} of A-Z, a-z, 0-9, _ and -");
    }
}
