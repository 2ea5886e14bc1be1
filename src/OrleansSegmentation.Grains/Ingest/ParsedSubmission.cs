using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Ingest;

/// <summary>A request of records, parsed.</summary>
/// <param name="Receipt">What its sender will be told.</param>
/// <param name="Payload">The accepted records.</param>
/// <param name="KeyCounts">Identities of each record.</param>
/// <param name="Keys">The identity keys of all records, end to end.</param>
internal sealed record ParsedSubmission(IngestReceipt Receipt, BatchPayload Payload, int[] KeyCounts, UInt128[] Keys)
{
    /// <summary>Parses a request.</summary>
    /// <exception cref="MalformedArrayException">The body should be an array and is none.</exception>
    public static ParsedSubmission Parse(IngestRequest request, RecordReadOptions options)
    {
        var batch = request.Format == RecordFormat.JsonArray
            ? RecordReader.ReadJsonArray(request.Content, options)
            : RecordReader.ReadNdjson(request.Content, options);
        var errors = batch.Rejections.Select(static rejection => new RecordError(rejection.Line, rejection.Code, rejection.Message)).ToList();
        var payload = batch.Payload;
        var counts = new int[payload.RecordCount];
        var keys = new UInt128[payload.KeyCount];
        var next = 0;
        for (var record = 0; record < counts.Length; record++)
        {
            counts[record] = payload.GetKeyCount(record);
            for (var key = 0; key < counts[record]; key++) keys[next++] = payload.GetKey(record, key).Value;
        }

        return new ParsedSubmission(
            new IngestReceipt(request.BatchId, batch.Received, batch.Accepted, batch.Rejected, errors), payload, counts, keys);
    }

    /// <summary>Returns what the sandbox gets. Its log keeps no more than the first refusals, however many the sender is told.</summary>
    /// <param name="stagedName">The file that holds the payload; null: it goes along.</param>
    public BatchSubmission ToSubmission(string? stagedName) =>
        new(Receipt with { Errors = [.. Receipt.Errors.Take(IngestReceipt.DefaultMaxErrors)] }, stagedName, stagedName is null ? Payload.Encode() : default, KeyCounts, Keys, Payload.SizeBytes);
}
