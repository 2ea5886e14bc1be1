using System.Runtime.InteropServices;
using System.Text.Json;
using OrleansSegmentation.Rest.Bodies;

namespace OrleansSegmentation.Rest.Collection;

/// <summary>A streaming message, as far as it says what to do with its entity. The entity itself is judged where records are read.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="OrganizationId">The organisation, if it names one.</param>
/// <param name="IsEvent">Whether its schema marks an event; otherwise the entity decides.</param>
/// <param name="Entity">The entity, an object.</param>
internal sealed record CollectionMessage(string DatasetId, string? OrganizationId, bool IsEvent, JsonElement Entity)
{
    public const string Code = "SEG-ING001-400";
    public const string Title = "The message is invalid.";
    public const string Accepted = "an object with header.datasetId and body.xdmEntity";

    private const string EventMark = "experienceevent";
    private const string EventSchema = "_xdm.context.experienceevent";

    /// <summary>Reads a message.</summary>
    /// <param name="message">An object.</param>
    /// <param name="path">Its place in the request; empty for the whole body.</param>
    /// <exception cref="Client.SegmentationException"><c>SEG-ING001-400</c>, with the field.</exception>
    public static CollectionMessage Parse(JsonElement message, string path)
    {
        var fields = new FieldReader(message, Code, Title, path);
        var header = fields.Object("header") ?? throw fields.Missing("header", "an object with datasetId");
        var body = fields.Object("body") ?? throw fields.Missing("body", "an object with xdmEntity");
        return new CollectionMessage(
            header.String("datasetId") ?? throw header.Missing("datasetId", "a string"),
            header.String("imsOrgId") is { Length: > 0 } organization ? organization : null,
            header.Object("schemaRef")?.String("id")?.Contains(EventMark, StringComparison.OrdinalIgnoreCase) ?? false,
            (body.Object("xdmEntity") ?? throw body.Missing("xdmEntity", "an object")).Element);
    }

    /// <summary>Writes the message as a record with an envelope.</summary>
    public void WriteRecord(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("datasetId"u8, DatasetId);
        if (IsEvent)
        {
            writer.WriteString("schema"u8, EventSchema);
        }

        writer.WritePropertyName("entity"u8);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(Entity), skipInputValidation: true); // it was parsed once already
        writer.WriteEndObject();
    }
}
