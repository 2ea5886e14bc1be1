using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>The body of a bulk-get: <c>{ "ids": [ { "id": … } | "…" ] }</c>.</summary>
internal static class BulkGetBody
{
    public const string Accepted = "{ \"ids\": [ { \"id\": \"<id>\" } ] } with 1 to 100 ids";

    private const string Code = "SEG-JOB013-400";
    private const int MaxIds = 100;

    /// <summary>Returns the distinct ids as sent, in order.</summary>
    public static IReadOnlyList<string> ReadIds(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("ids", $"The body has no array 'ids'; accepted is {Accepted}.");
        }

        var count = ids.GetArrayLength();
        if (count is 0 or > MaxIds)
        {
            throw Wrong("ids", $"'ids' has {count} items; accepted are 1 to {MaxIds}.");
        }

        return [.. ids.EnumerateArray().Select(ReadId).Distinct(StringComparer.Ordinal)];
    }

    private static string ReadId(JsonElement item, int index)
    {
        var id = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var inner) ? inner : item;
        return id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : throw Wrong($"ids[{index}]", $"'ids[{index}]' is {JsonKind.Describe(item)}; accepted are {{ \"id\": \"<id>\" }} and a string.");
    }

    private static SegmentationException Wrong(string field, string message) =>
        WireFaults.Of(Code, "The list of ids is invalid.", message, field);
}
