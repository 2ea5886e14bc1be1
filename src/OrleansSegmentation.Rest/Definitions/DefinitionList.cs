using System.Text.Json;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Definitions;

/// <summary>A page of definitions in the envelope of its own: <c>segments</c>, <c>page</c>, <c>link</c>.</summary>
/// <param name="Definitions">The page.</param>
/// <param name="TotalCount">Matches before paging.</param>
/// <param name="Page">What was asked for.</param>
/// <param name="FirstSortKey">By what the list is ordered first.</param>
/// <param name="OtherParameters">The other parameters of the link to the next page.</param>
internal sealed record DefinitionList(
    IReadOnlyList<SegmentDefinitionDocument> Definitions, int TotalCount, PageRequest Page, SortKey FirstSortKey, string OtherParameters)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("segments"u8);
        foreach (var definition in Definitions)
        {
            DefinitionWriter.Write(writer, definition);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("page"u8);
        writer.WriteNumber("totalCount"u8, TotalCount);
        writer.WriteNumber("totalPages"u8, (int)(((long)TotalCount + Page.Limit - 1) / Page.Limit));
        writer.WriteString("sortField"u8, FirstSortKey.Path);
        writer.WriteString("sort"u8, FirstSortKey.IsDescending ? "desc"u8 : "asc"u8);
        writer.WriteNumber("pageSize"u8, Definitions.Count);
        writer.WriteNumber("limit"u8, Page.Limit);
        writer.WriteEndObject();
        writer.WriteStartObject("link"u8);
        if (Page.Next(Definitions.Count, TotalCount) is { } start)
        {
            writer.WriteString("next"u8, $"{DefinitionOperations.Path}?start={start}&limit={Page.Limit}{OtherParameters}");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
