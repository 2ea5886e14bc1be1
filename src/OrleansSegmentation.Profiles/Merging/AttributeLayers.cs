using System.Runtime.InteropServices;
using System.Text.Json;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Merging;

/// <summary>Lays JSON objects over each other: objects and maps field by field, everything else whole, null never over a value.</summary>
/// <remarks>Where an object meets another kind of value, the one that wins hides the other and all below it.</remarks>
internal static class AttributeLayers
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = ValueScanner.MaxLevels };

    /// <summary>Writes the fields of one object into the row or object being built.</summary>
    public static void WriteFields(ColumnChunkBuilder builder, ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) builder.PropertyName(EscapedText.Unescape(content[(int)reader.TokenStartIndex..NameEnd(ref reader)]));
            else builder.PropertyName(reader.ValueSpan);
            reader.Read();
            builder.CopyValue(ref reader);
        }
    }

    /// <summary>Writes the fields of several objects as one.</summary>
    /// <param name="builder">Stands in the row or object being built.</param>
    /// <param name="layers">At least two objects, the one that wins first.</param>
    public static void WriteMergedFields(ColumnChunkBuilder builder, List<MergeFragment> layers)
    {
        var documents = new JsonDocument[layers.Count];
        try
        {
            var roots = new JsonElement[layers.Count];
            for (var i = 0; i < documents.Length; i++)
            {
                documents[i] = JsonDocument.Parse(layers[i].Content, new JsonDocumentOptions { MaxDepth = ReaderOptions.MaxDepth });
                roots[i] = documents[i].RootElement;
            }

            WriteMergedFields(builder, roots);
        }
        finally
        {
            foreach (var document in documents) document?.Dispose();
        }
    }

    private static void WriteMergedFields(ColumnChunkBuilder builder, IReadOnlyList<JsonElement> objects)
    {
        var valuesByName = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var layer in objects)
        {
            foreach (var property in layer.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Null) continue;
                if (valuesByName.TryGetValue(property.Name, out var values)) values.Add(property.Value);
                else valuesByName.Add(property.Name, [property.Value]);
            }
        }

        foreach (var (name, values) in valuesByName)
        {
            builder.PropertyName(System.Text.Encoding.UTF8.GetBytes(name));
            WriteMergedValue(builder, values);
        }
    }

    private static void WriteMergedValue(ColumnChunkBuilder builder, List<JsonElement> values)
    {
        var objectCount = values.FindIndex(static value => value.ValueKind != JsonValueKind.Object);
        if (objectCount < 0) objectCount = values.Count;
        if (objectCount > 1)
        {
            builder.StartObject();
            WriteMergedFields(builder, values.GetRange(0, objectCount));
            builder.EndObject();
            return;
        }

        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(values[0]), ReaderOptions);
        reader.Read();
        builder.CopyValue(ref reader);
    }

    // The reader's position is behind the colon after a name; the name itself ends with its second quote.
    private static int NameEnd(ref Utf8JsonReader reader) => (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2;
}
