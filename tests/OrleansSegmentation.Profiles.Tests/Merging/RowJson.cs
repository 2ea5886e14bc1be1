using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Profiles.Tests.Merging;

/// <summary>Reads rows back as JSON, and writes JSON in one canonical spelling, so that equal values give equal text.</summary>
internal static class RowJson
{
    public static string Read(ColumnChunk chunk, int row) => Canonical(ReadValue(chunk.Rows, row));

    /// <summary>Ordinal order of names, no null fields, numbers as the columns keep them.</summary>
    public static string Canonical(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return "null";
            case JsonObject item:
                var fields = item.Where(field => field.Value is not null).OrderBy(field => field.Key, StringComparer.Ordinal);
                return "{" + string.Join(",", fields.Select(field => $"{JsonSerializer.Serialize(field.Key)}:{Canonical(field.Value)}")) + "}";
            case JsonArray items:
                return "[" + string.Join(",", items.Select(Canonical)) + "]";
        }

        if (node.GetValueKind() != JsonValueKind.Number) return node.ToJsonString();
        var text = node.ToJsonString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? integer.ToString(CultureInfo.InvariantCulture)
            : double.Parse(text, CultureInfo.InvariantCulture).ToString("E17", CultureInfo.InvariantCulture);
    }

    private static JsonNode? ReadValue(ValueColumn column, int position)
    {
        if (Has(column.Booleans)) return column.Booleans!.Values[position];
        if (Has(column.Integers)) return column.Integers!.Values[position];
        if (Has(column.Doubles)) return JsonNode.Parse(column.Doubles!.Values[position].ToString("E17", CultureInfo.InvariantCulture));
        if (Has(column.Strings)) return column.Strings!.GetString(position);
        if (Has(column.Lists))
        {
            var items = new JsonArray();
            for (var i = column.Lists!.Offsets[position]; i < column.Lists.Offsets[position + 1]; i++) items.Add(ReadValue(column.Lists.Items, i));
            return items;
        }

        if (!Has(column.Objects)) return null;
        var result = new JsonObject();
        foreach (var field in column.Objects!.Fields)
        {
            var index = field.Rows is null ? position : Array.BinarySearch(field.Rows, position);
            if (index >= 0 && ReadValue(field.Values, index) is { } value) result.Add(field.Name, value);
        }

        return result;

        bool Has(ColumnPart? part) => part is not null && part.Validity[position];
    }
}
