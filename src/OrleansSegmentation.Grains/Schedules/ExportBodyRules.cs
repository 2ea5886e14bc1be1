using System.Text.Json;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>What the body of an export job must have to be kept in a schedule.</summary>
internal static class ExportBodyRules
{
    private const int MaxDatasetIdLength = 64;

    /// <summary>Returns what is wrong with a body.</summary>
    /// <param name="json">One JSON object.</param>
    public static IEnumerable<FaultItem> Check(string json)
    {
        using var document = JsonDocument.Parse(json);
        var body = document.RootElement;
        var problems = new List<FaultItem>();
        if (TextAt(body, "destination", "datasetId") is not { } dataset)
            problems.Add(ScheduleFaults.Field("properties.destination.datasetId", "properties.destination.datasetId is missing or no string; a dataset id is accepted."));
        else if (!IsDatasetId(dataset))
            problems.Add(ScheduleFaults.Field("properties.destination.datasetId", $"properties.destination.datasetId is '{dataset}'; 1 to {MaxDatasetIdLength} characters of A-Z, a-z, 0-9, - and _ are accepted."));
        if (TextAt(body, "schema", "name") != SchemaReference.ProfileName)
            problems.Add(ScheduleFaults.Field("properties.schema.name", $"properties.schema.name is missing or another schema; '{SchemaReference.ProfileName}' is accepted."));
        return problems;
    }

    private static bool IsDatasetId(string text) =>
        text.Length is > 0 and <= MaxDatasetIdLength && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static string? TextAt(JsonElement body, string owner, string name) =>
        body.TryGetProperty(owner, out var inner) && inner.ValueKind == JsonValueKind.Object
        && inner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
