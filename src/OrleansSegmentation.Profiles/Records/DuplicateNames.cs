using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Rewrites JSON so that no object has a name twice: the last one wins, as ECMA-404 readers commonly have it.</summary>
public static class DuplicateNames
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
        SkipValidation = true,
    };

    /// <summary>Rewrites one value.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A string holds half of a surrogate pair.</exception>
    public static byte[] Remove(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = WriterOptions.MaxDepth });
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions)) Write(document.RootElement, writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, writer);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(item, writer);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(JsonElement element, Utf8JsonWriter writer)
    {
        var lastByName = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var property in element.EnumerateObject()) lastByName[property.Name] = index++;

        index = 0;
        writer.WriteStartObject();
        foreach (var property in element.EnumerateObject())
        {
            if (lastByName[property.Name] != index++) continue;
            writer.WritePropertyName(property.Name);
            Write(property.Value, writer);
        }

        writer.WriteEndObject();
    }
}
