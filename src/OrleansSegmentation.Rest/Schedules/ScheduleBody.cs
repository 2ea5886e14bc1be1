using System.Text.Json;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Schedules;

/// <summary>The bodies that create schedules and name their segments. Checks kinds only; values are judged where schedules are kept.</summary>
internal static class ScheduleBody
{
    public const string Accepted = "a JSON object with name, type and properties";
    public const string AcceptedAudiences = "{ \"id\": \"<schedule>\", \"segments\": [ \"<segment>\" ] }";
    public const string AcceptedSegments = "{ \"segments\": [ \"<segment>\" ] }";
    public const string AcceptedId = "{ \"id\": \"<schedule>\" }";

    private const string Code = "SEG-SCH005-400";
    private const string Title = "A field of the schedule is invalid.";
    private const string AcceptedItem = "a segment id or { \"segmentId\": \"<segment>\" }";

    public static ScheduleDraft Parse(JsonElement body)
    {
        var fields = Reader(body, Accepted);
        return new ScheduleDraft(
            fields.String("name"), fields.String("state"), fields.String("type"), fields.String("schedule"),
            fields.Object("properties") is { } properties ? Properties(properties) : null);
    }

    public static (string Id, IReadOnlyList<string> Segments) ParseAudiences(JsonElement body)
    {
        var fields = Reader(body, AcceptedAudiences);
        return (RequiredId(fields), RequiredSegments(fields));
    }

    public static IReadOnlyList<string> ParseSegments(JsonElement body) => RequiredSegments(Reader(body, AcceptedSegments));

    public static string ParseId(JsonElement body) => RequiredId(Reader(body, AcceptedId));

    /// <summary>Reads properties of whichever type: the segments if there are any, and the whole.</summary>
    public static ScheduleProperties Properties(FieldReader properties) => new(Segments(properties, "segments"), properties.Element.GetRawText());

    /// <summary>Reads an array of segment ids, each a string or an object that has it.</summary>
    /// <returns>Null when the field is absent.</returns>
    public static IReadOnlyList<string>? Segments(FieldReader owner, string name)
    {
        if (owner.Any(name) is not { } array)
        {
            return null;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw owner.Wrong(name, array, "an array of segment ids");
        }

        return
        [
            .. array.EnumerateArray().Select((item, index) =>
            {
                var id = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("segmentId", out var inner) ? inner : item;
                return id.ValueKind == JsonValueKind.String ? id.GetString()! : throw owner.Wrong($"{name}[{index}]", item, AcceptedItem);
            }),
        ];
    }

    private static string RequiredId(FieldReader fields) => fields.String("id") ?? throw fields.Missing("id", "the id of a schedule");

    private static IReadOnlyList<string> RequiredSegments(FieldReader fields) =>
        Segments(fields, "segments") ?? throw fields.Missing("segments", "an array of segment ids");

    private static FieldReader Reader(JsonElement body, string accepted) => body.ValueKind == JsonValueKind.Object
        ? new FieldReader(body, Code, Title)
        : throw WireFaults.WrongBodyKind(JsonKind.Describe(body), accepted);
}
