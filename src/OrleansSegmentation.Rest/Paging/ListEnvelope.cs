using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansSegmentation.Rest.Paging;

/// <summary>A list as <c>_page</c>, <c>children</c>, <c>_links</c>.</summary>
/// <param name="Items">The page.</param>
/// <param name="TotalCount">Matches before paging.</param>
/// <param name="Page">What was asked for.</param>
/// <param name="NextPath">The path of the link to the next page, for example <c>@/segment/jobs</c>.</param>
/// <param name="OtherParameters">The other parameters of that link.</param>
/// <param name="RepeatsCount">Whether <c>_page</c> also has <c>count</c>.</param>
internal sealed record ListEnvelope<T>(
    IReadOnlyList<T> Items, int TotalCount, PageRequest Page, string NextPath, string OtherParameters, bool RepeatsCount = false)
{
    public void Write(Utf8JsonWriter writer, JsonTypeInfo<T> itemType)
    {
        var next = Page.Next(Items.Count, TotalCount);
        writer.WriteStartObject();
        writer.WriteStartObject("_page"u8);
        writer.WriteNumber("totalCount"u8, TotalCount);
        writer.WriteNumber("pageSize"u8, Items.Count);
        if (RepeatsCount)
        {
            writer.WriteNumber("count"u8, Items.Count);
        }

        if (next is { } start)
        {
            writer.WriteString("next"u8, start.ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteEndObject();
        writer.WriteStartArray("children"u8);
        foreach (var item in Items)
        {
            JsonSerializer.Serialize(writer, item, itemType);
        }

        writer.WriteEndArray();
        WriteLinks(writer, next);
        writer.WriteEndObject();
    }

    // "next" is always an object, because one public client reads it without a check; "href" must never stand directly under "_links",
    // because the same client takes that for one more page.
    private void WriteLinks(Utf8JsonWriter writer, int? next)
    {
        writer.WriteStartObject("_links"u8);
        writer.WriteStartObject("next"u8);
        if (next is { } start)
        {
            writer.WriteString("href"u8, $"{NextPath}?start={start}&limit={Page.Limit}{OtherParameters}");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
