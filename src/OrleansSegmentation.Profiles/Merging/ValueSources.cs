using System.Text.Json;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Merging;

/// <summary>Tells which dataset each value of a merged profile came from.</summary>
internal static class ValueSources
{
    /// <summary>
    /// Writes an object that follows the profile down to where one dataset supplied everything: there it has the dataset. <c>xEvent</c> is a
    /// list of datasets. Identities are of no one dataset, and absent.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fragments">The fragments whose attributes count, the one that wins first.</param>
    /// <param name="events">The events in the order of the profile.</param>
    public static void Write(Utf8JsonWriter writer, List<MergeFragment> fragments, List<MergeEvent> events)
    {
        var layers = new List<Layer>(fragments.Count);
        try
        {
            foreach (var fragment in fragments) layers.Add(Layer.Of(fragment));
            writer.WriteStartObject();
            WriteFields(writer, [.. layers.Select(static layer => (layer.Dataset, layer.Document.RootElement))]);
            if (events.Count > 0)
            {
                writer.WriteStartArray("xEvent"u8);
                foreach (var item in events) writer.WriteStringValue(item.Dataset);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }
        finally
        {
            foreach (var layer in layers) layer.Document.Dispose();
        }
    }

    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyList<(string Dataset, JsonElement Value)> objects)
    {
        var valuesByName = new Dictionary<string, List<(string Dataset, JsonElement Value)>>(StringComparer.Ordinal);
        foreach (var (dataset, value) in objects)
        {
            foreach (var property in value.EnumerateObject().Where(static property => property.Value.ValueKind != JsonValueKind.Null))
            {
                if (!valuesByName.TryGetValue(property.Name, out var values)) valuesByName.Add(property.Name, values = []);
                values.Add((dataset, property.Value));
            }
        }

        foreach (var (name, values) in valuesByName)
        {
            writer.WritePropertyName(name);
            var merged = values.TakeWhile(static value => value.Value.ValueKind == JsonValueKind.Object).ToList(); // as many as merging lays over each other
            if (merged.Select(static value => value.Dataset).Distinct(StringComparer.Ordinal).Count() <= 1)
            {
                writer.WriteStringValue(values[0].Dataset);
                continue;
            }

            writer.WriteStartObject();
            WriteFields(writer, merged);
            writer.WriteEndObject();
        }
    }

    private readonly record struct Layer(string Dataset, JsonDocument Document)
    {
        public static Layer Of(MergeFragment fragment) =>
            new(fragment.Dataset, JsonDocument.Parse(fragment.Content, new JsonDocumentOptions { MaxDepth = ValueScanner.MaxLevels }));
    }
}
