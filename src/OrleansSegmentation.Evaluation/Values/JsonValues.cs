using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Evaluation.Time;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Reads JSON into values and writes values as JSON.</summary>
public static class JsonValues
{
    private const string EventsProperty = "xEvent";
    private const int MaxDepth = 512;

    // The text goes to terminals and messages, never into a web page, so only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a document. If it is an object it is taken for a profile: the items of its own <c>xEvent</c> are events.</summary>
    /// <exception cref="JsonException">A number is beyond binary64, or a string holds half of a surrogate pair.</exception>
    public static PqlValue FromJson(JsonElement element) => Read(element, isProfile: true, eventPosition: -1);

    /// <summary>Reads a document from UTF-8.</summary>
    /// <exception cref="JsonException">
    /// The text is not JSON (the message names line and position), a number is beyond binary64, or a string holds half of a surrogate pair.
    /// </exception>
    public static PqlValue FromUtf8(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        if (reader.Read()) throw new JsonException($"Expected the end of the document at byte {reader.BytesConsumed}, found more JSON.");
        return FromJson(document.RootElement);
    }

    /// <summary>Writes a value.</summary>
    /// <remarks>
    /// A day or period is written as the date it starts with or the instant, a map entry as an object with one property, a combination
    /// of variables as an empty object, a number that is not finite as null.
    /// </remarks>
    public static void ToJson(this in PqlValue value, Utf8JsonWriter writer)
    {
        switch (value.Kind)
        {
            case PqlValueKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case PqlValueKind.Integer:
                writer.WriteNumberValue(value.AsInteger());
                break;
            case PqlValueKind.Double when double.IsFinite(value.AsDouble()):
                writer.WriteNumberValue(value.AsDouble());
                break;
            case PqlValueKind.String:
                writer.WriteStringValue(value.AsString());
                break;
            case PqlValueKind.Time:
                writer.WriteStringValue(TimeText.Format(value.AsTime()));
                break;
            case PqlValueKind.List:
                writer.WriteStartArray();
                foreach (var item in value.AsList()) item.ToJson(writer);
                writer.WriteEndArray();
                break;
            case PqlValueKind.Object or PqlValueKind.Map:
                WriteObject(value.AsObject(), writer);
                break;
            case PqlValueKind.Entry:
                writer.WriteStartObject();
                writer.WritePropertyName(ValueText.TryGetKey(value.AsEntry().Key, out var key) ? key : "null");
                value.AsEntry().Value.ToJson(writer);
                writer.WriteEndObject();
                break;
            case PqlValueKind.Tuple:
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Writes a value as JSON text.</summary>
    public static string ToJsonText(in PqlValue value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, PlainText)) value.ToJson(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteObject(PqlObject value, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var key in value.Keys)
        {
            writer.WritePropertyName(key);
            value.TryGet(key, out var property);
            property.ToJson(writer);
        }

        writer.WriteEndObject();
    }

    private static PqlValue Read(JsonElement element, bool isProfile, int eventPosition) => element.ValueKind switch
    {
        JsonValueKind.True => PqlValue.True,
        JsonValueKind.False => PqlValue.False,
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.String => ReadString(element),
        JsonValueKind.Array => ReadList(element, areEvents: false),
        JsonValueKind.Object => ReadObject(element, isProfile, eventPosition),
        _ => PqlValue.Null,
    };

    private static PqlValue ReadNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var integer)) return PqlValue.FromInteger(integer);
        return element.TryGetDouble(out var number) && double.IsFinite(number)
            ? PqlValue.FromDouble(number)
            : throw new JsonException($"A number is out of the range of binary64, ±1.8e308: {element.GetRawText()}.");
    }

    private static PqlValue ReadString(JsonElement element)
    {
        try
        {
            return PqlValue.FromString(element.GetString());
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException($"A string holds half of a surrogate pair: {element.GetRawText()}.", exception);
        }
    }

    private static PqlValue ReadList(JsonElement element, bool areEvents)
    {
        var items = new PqlValue[element.GetArrayLength()];
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            items[index] = Read(item, isProfile: false, areEvents ? index : -1);
            index++;
        }

        return PqlValue.FromList(items);
    }

    private static PqlValue ReadObject(JsonElement element, bool isProfile, int eventPosition)
    {
        // The last of several properties of one name counts; one that is null is a missing one.
        var properties = new SortedDictionary<string, PqlValue>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var value = isProfile && property.Value.ValueKind == JsonValueKind.Array && property.NameEquals(EventsProperty)
                ? ReadList(property.Value, areEvents: true)
                : Read(property.Value, isProfile: false, eventPosition: -1);
            if (value.IsNull) properties.Remove(property.Name);
            else properties[property.Name] = value;
        }

        return PqlValue.FromObject(new SortedObject([.. properties.Keys], [.. properties.Values], eventPosition));
    }
}
