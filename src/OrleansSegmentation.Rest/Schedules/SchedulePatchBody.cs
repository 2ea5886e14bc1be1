using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Schedules;

/// <summary>
/// The body that changes parts of a schedule: an array of <c>{ op, path, value }</c>, or one such object. The operations are one change; of
/// several for the same part the last counts.
/// </summary>
internal static class SchedulePatchBody
{
    public const string Accepted = "an array of { \"op\", \"path\", \"value\" } or one such object";

    private const string Code = "SEG-SCH004-400";
    private const string Title = "An operation on the schedule is invalid.";
    private const string AcceptedPaths = "/state, /schedule, /name, /properties and /properties/segments";

    public static SchedulePatch Parse(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Object => Apply(SchedulePatch.Empty, Reader(body, "")),
        JsonValueKind.Array => body.EnumerateArray().Select(static (item, index) => (item, index)).Aggregate(
            SchedulePatch.Empty, static (patch, operation) => Apply(patch, ItemReader(operation.item, operation.index))),
        _ => throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted),
    };

    private static FieldReader ItemReader(JsonElement item, int index)
    {
        var place = $"[{index}]";
        return item.ValueKind == JsonValueKind.Object
            ? Reader(item, place)
            : throw WireFaults.Of(Code, Title, $"'{place}' is {JsonKind.Describe(item)}; accepted is {{ \"op\", \"path\", \"value\" }}.", place);
    }

    private static FieldReader Reader(JsonElement item, string place) => new(item, Code, Title, place);

    private static SchedulePatch Apply(SchedulePatch patch, FieldReader operation)
    {
        if (operation.String("op") is not ("add" or "replace"))
        {
            throw Refused(operation, "op", "\"add\" or \"replace\"");
        }

        return operation.String("path") switch
        {
            "/name" => patch with { Name = Text(operation) },
            "/state" => patch with { State = Text(operation) },
            "/schedule" => patch with { Schedule = Text(operation) },
            "/properties" => patch with { Properties = ScheduleBody.Properties(operation.Object("value") ?? throw operation.Missing("value", "an object")) },
            "/properties/segments" => patch with
            {
                Properties = new ScheduleProperties(
                    ScheduleBody.Segments(operation, "value") ?? throw operation.Missing("value", "an array of segment ids"), null),
            },
            _ => throw Refused(operation, "path", AcceptedPaths),
        };
    }

    private static string Text(FieldReader operation) => operation.String("value") ?? throw operation.Missing("value", "a string");

    private static SegmentationException Refused(FieldReader operation, string name, string accepted) =>
        operation.Any(name) is { } found ? operation.Wrong(name, found, accepted) : operation.Missing(name, accepted);
}
