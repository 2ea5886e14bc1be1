using System.Text.Json;

namespace OrleansSegmentation.Rest.Tests.Jobs;

/// <summary>Which fields of which kinds a JSON value has, whatever their values: maps by id or namespace count as one field.</summary>
internal static class JsonOutline
{
    private static readonly string[] Maps =
    [
        ".segmentedProfileCounter", ".segmentedProfileByNamespaceCounter", ".segmentedProfileByNamespaceCounter.*",
        ".segmentedProfileByStatusCounter", ".totalProfilesByMergePolicy", "results",
    ];

    /// <summary>Returns lines such as <c>metrics.totalTime.startTimeInMs: Number</c>, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(JsonElement element) =>
        [.. Lines(element, "").Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(JsonElement element, string path)
    {
        var kind = element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "Boolean" : element.ValueKind.ToString();
        IEnumerable<string> own = [$"{path}: {kind}"];
        return element.ValueKind switch
        {
            JsonValueKind.Object => own.Concat(element.EnumerateObject().SelectMany(property => Lines(property.Value, Join(path, property.Name)))),
            JsonValueKind.Array => own.Concat(element.EnumerateArray().SelectMany(item => Lines(item, path + "[]"))),
            _ => own,
        };
    }

    private static string Join(string path, string name)
    {
        var key = Maps.Any(map => path.EndsWith(map, StringComparison.Ordinal)) ? "*" : name;
        return path.Length == 0 ? key : $"{path}.{key}";
    }
}
