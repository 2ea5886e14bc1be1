using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Bodies;

namespace OrleansSegmentation.Rest.Jobs;

/// <summary>The body that creates a job: an array of segments, or an older form in which the array is the field <c>segments</c> of an object.</summary>
/// <param name="SegmentIds">The ids as sent; null for all definitions of the sandbox.</param>
/// <param name="ArrayPath">Where the array stands: empty, or <c>segments</c>.</param>
internal sealed record JobSubmissionBody(IReadOnlyList<string>? SegmentIds, string ArrayPath)
{
    public const string Accepted = "[ { \"segmentId\": \"<segment definition id>\" } ]";

    private const string AllSegments = "*";
    private const string ShapeCode = "SEG-JOB002-400";

    public static JobSubmissionBody Parse(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Array => ParseItems(body, ""),
        JsonValueKind.Object when body.TryGetProperty("segments", out var segments) && segments.ValueKind == JsonValueKind.Array =>
            ParseObject(body, segments),
        _ => throw Wrong(null, $"The body is {JsonKind.Describe(body)}"),
    };

    /// <summary>Makes the fields of a fault, which count from the array, count from the body.</summary>
    public ServiceFault Locate(ServiceFault fault) => ArrayPath.Length == 0
        ? fault
        : fault with
        {
            Items = [.. fault.Items.Select(item => item.Field?.StartsWith('[') == true ? item with { Field = ArrayPath + item.Field } : item)],
        };

    private static JobSubmissionBody ParseObject(JsonElement body, JsonElement segments)
    {
        var fields = new FieldReader(body, "SEG-GEN003-400", "A field of the body is invalid.");
        if (fields.Object("schema") is { } schema && schema.String("name") is { } name && name != SchemaReference.ProfileName)
        {
            throw schema.Wrong("name", schema.Element.GetProperty("name"), $"\"{SchemaReference.ProfileName}\"");
        }

        return ParseItems(segments, "segments");
    }

    private static JobSubmissionBody ParseItems(JsonElement array, string arrayPath)
    {
        var ids = new List<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            var field = $"{arrayPath}[{ids.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(field, $"'{field}' is {JsonKind.Describe(item)}");
            }

            if (!item.TryGetProperty("segmentId", out var id))
            {
                throw Wrong($"{field}.segmentId", $"'{field}.segmentId' is missing");
            }

            ids.Add(
                id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 } text
                    ? text
                    : throw Wrong($"{field}.segmentId", $"'{field}.segmentId' is {JsonKind.Describe(id)}"));
        }

        var isAll = ids.Count > 0 && ids.TrueForAll(static id => id == AllSegments);
        return new JobSubmissionBody(isAll ? null : ids, arrayPath);
    }

    private static SegmentationException Wrong(string? field, string problem) => new(
        ServiceFault.Of(ShapeCode, "The body has no accepted form.", $"{problem}; accepted is {Accepted}.", field));
}
