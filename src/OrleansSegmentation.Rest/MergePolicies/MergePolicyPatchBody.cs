using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.MergePolicies;

/// <summary>
/// The body that changes parts of a merge policy: an array of <c>{ op, path, value }</c>, or one such object. The operations are one change;
/// of several for the same field the last counts.
/// </summary>
internal static class MergePolicyPatchBody
{
    public const string Accepted = "an array of { \"op\", \"path\", \"value\" } or one such object";

    private const string AcceptedPaths =
        "/name, /default, /isActiveOnEdge, /identityGraph, /identityGraph/type, /attributeMerge, /attributeMerge/type and /attributeMerge/order";

    public static MergePolicyPatch Parse(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Object => Apply(MergePolicyPatch.Empty, Reader(body, "")),
        JsonValueKind.Array => body.EnumerateArray().Select(static (item, index) => (item, index)).Aggregate(
            MergePolicyPatch.Empty, static (patch, operation) => Apply(patch, ItemReader(operation.item, operation.index))),
        _ => throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted),
    };

    private static FieldReader ItemReader(JsonElement item, int index)
    {
        var place = $"[{index}]";
        return item.ValueKind == JsonValueKind.Object
            ? Reader(item, place)
            : throw WireFaults.Of(
                MergePolicyBody.Code, MergePolicyBody.Title,
                $"'{place}' is {JsonKind.Describe(item)}; accepted is {{ \"op\", \"path\", \"value\" }}.", place);
    }

    private static FieldReader Reader(JsonElement item, string place) => new(item, MergePolicyBody.Code, MergePolicyBody.Title, place);

    private static MergePolicyPatch Apply(MergePolicyPatch patch, FieldReader operation)
    {
        if (operation.String("op") is not ("add" or "replace"))
        {
            throw Refused(operation, "op", "\"add\" or \"replace\"");
        }

        // A dot between names is as good as the slash of a JSON pointer: the public examples have it.
        return operation.String("path")?.Replace('.', '/') switch
        {
            "/name" => patch with { Name = operation.String("value") ?? throw operation.Missing("value", "a string") },
            "/default" => patch with { Default = Boolean(operation) },
            "/isActiveOnEdge" => patch with { IsActiveOnEdge = Boolean(operation) },
            "/identityGraph" => patch with { IdentityGraph = MergePolicyBody.IdentityGraph(Object(operation)) },
            "/identityGraph/type" => patch with { IdentityGraph = new IdentityGraphDocument(Text(operation)) },
            "/attributeMerge" => patch with
            {
                AttributeMerge = MergePolicyBody.AttributeMerge(Object(operation)),
                AttributeMergeType = null,
                AttributeMergeOrder = null,
            },
            "/attributeMerge/type" => patch with { AttributeMergeType = Text(operation) },
            "/attributeMerge/order" => patch with
            {
                AttributeMergeOrder = operation.Strings("value") ?? throw operation.Missing("value", "an array of dataset ids"),
            },
            _ => throw Refused(operation, "path", AcceptedPaths),
        };
    }

    private static string Text(FieldReader operation) => operation.String("value") ?? throw operation.Missing("value", "a string");

    private static FieldReader Object(FieldReader operation) => operation.Object("value") ?? throw operation.Missing("value", "an object");

    private static bool Boolean(FieldReader operation) => operation.Any("value") switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when text.ValueEquals("true"u8) => true,
        { ValueKind: JsonValueKind.String } text when text.ValueEquals("false"u8) => false,
        _ => throw Refused(operation, "value", "true or false"),
    };

    private static SegmentationException Refused(FieldReader operation, string name, string accepted) =>
        operation.Any(name) is { } found ? operation.Wrong(name, found, accepted) : operation.Missing(name, accepted);
}
