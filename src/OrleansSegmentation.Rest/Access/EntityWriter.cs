using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Contracts.Access;

namespace OrleansSegmentation.Rest.Access;

/// <summary>Writes profiles and events. By hand, because their content is JSON already.</summary>
internal static class EntityWriter
{
    private const long NeverMs = 0;

    public static void WriteProfile(Utf8JsonWriter writer, ProfileEntity profile)
    {
        writer.WriteStartObject();
        writer.WriteString("entityId"u8, profile.EntityId);
        writer.WriteStartArray("sources"u8);
        foreach (var source in profile.Sources)
        {
            writer.WriteStringValue(source);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("entity"u8);
        writer.WriteRawValue(profile.EntityJson.Span, skipInputValidation: true);
        WriteModified(writer, profile.LastModifiedAtMs);
        writer.WriteEndObject();
    }

    /// <summary>Writes what stands for a profile that does not exist.</summary>
    public static void WriteUnknownProfile(Utf8JsonWriter writer, string xid)
    {
        writer.WriteStartObject();
        writer.WriteString("entityId"u8, xid);
        writer.WriteStartArray("sources"u8);
        writer.WriteStringValue(""u8);
        writer.WriteEndArray();
        writer.WriteStartObject("entity"u8);
        writer.WriteEndObject();
        WriteModified(writer, NeverMs);
        writer.WriteEndObject();
    }

    /// <summary>Writes what stands for a look-up that failed.</summary>
    public static void WriteError(Utf8JsonWriter writer, int status, string message)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, message);
        writer.WriteString("statusCode"u8, status.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a page of events.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="page">The page.</param>
    /// <param name="isDescending">The order.</param>
    /// <param name="otherParameters">What the link to the next page has besides where it starts: <c>&amp;name=value…</c>.</param>
    public static void WriteEvents(Utf8JsonWriter writer, EntityEvents page, bool isDescending, string otherParameters)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("_page"u8);
        writer.WriteString("orderby"u8, EventOrderText.Write(isDescending));
        writer.WriteString("start"u8, page.Events.Count > 0 ? page.Events[0].EventId : "");
        writer.WriteNumber("count"u8, page.Events.Count);
        if (page.Next is not null)
        {
            writer.WriteString("next"u8, page.Next);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("children"u8);
        foreach (var item in page.Events)
        {
            writer.WriteStartObject();
            writer.WriteString("relatedEntityId"u8, page.EntityId);
            writer.WriteString("entityId"u8, item.EventId);
            writer.WriteNumber("timestamp"u8, item.TimestampMs);
            writer.WritePropertyName("entity"u8);
            writer.WriteRawValue(item.EntityJson.Span, skipInputValidation: true);
            WriteModified(writer, item.TimestampMs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteNext(writer, page.Next, otherParameters);
        writer.WriteEndObject();
    }

    // "start" for those who know it; "offsets" because one public client pages by that alone and would read page one for ever.
    private static void WriteNext(Utf8JsonWriter writer, string? next, string otherParameters)
    {
        writer.WriteStartObject("_links"u8);
        writer.WriteStartObject("next"u8);
        if (next is not null)
        {
            var start = Uri.EscapeDataString(next);
            writer.WriteString("href"u8, $"/entities?start={start}&offsets={start}{otherParameters}");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteModified(Utf8JsonWriter writer, long ms) => writer.WriteString(
        "lastModifiedAt"u8, DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
}
