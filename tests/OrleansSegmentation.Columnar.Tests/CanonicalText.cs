using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Tests;

/// <summary>One text for a JSON value and for the columns that hold it: ordinal keys, no null fields, numbers by kind.</summary>
internal static class CanonicalText
{
    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    public static string Of(ValueColumn column, int position)
    {
        var text = new StringBuilder();
        Write(text, column, position);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var field in value.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null).OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    WriteString(text, field.Name);
                    text.Append(':');
                    Write(text, field.Value);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                var raw = value.GetRawText();
                if (raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0 && long.TryParse(raw, CultureInfo.InvariantCulture, out var integer)) WriteInteger(text, integer);
                else WriteDouble(text, double.Parse(raw, CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(value.ValueKind);
                break;
        }
    }

    private static void Write(StringBuilder text, ValueColumn column, int position)
    {
        var kinds = new ColumnPart?[] { column.Booleans, column.Integers, column.Doubles, column.Strings, column.Lists, column.Objects }
            .Where(part => part is not null && part.Validity[position]).ToArray();
        Assert.All(kinds, part => Assert.Equal(column.Count, part!.Validity.RowCount));
        switch (kinds)
        {
            case []:
                text.Append(JsonValueKind.Null);
                break;
            case [BooleanPart part]:
                text.Append(part.Values[position] ? JsonValueKind.True : JsonValueKind.False);
                break;
            case [IntegerPart part]:
                WriteInteger(text, part.Values[position]);
                break;
            case [DoublePart part]:
                WriteDouble(text, part.Values[position]);
                break;
            case [StringPart part]:
                WriteString(text, part.GetString(position));
                break;
            case [ListPart part]:
                text.Append('[');
                for (var item = part.Offsets[position]; item < part.Offsets[position + 1]; item++)
                {
                    Write(text, part.Items, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case [ObjectPart part]:
                text.Append('{');
                foreach (var field in part.Fields)
                {
                    var row = field.Rows is null ? position : Array.BinarySearch(field.Rows, position);
                    if (row < 0 || Of(field.Values, row) is not { } value || value == nameof(JsonValueKind.Null)) continue;
                    WriteString(text, field.Name);
                    text.Append(':').Append(value).Append(',');
                }

                text.Append('}');
                break;
            default:
                Assert.Fail($"Position {position} has {kinds.Length} values.");
                break;
        }
    }

    private static void WriteString(StringBuilder text, string value) => text.Append(JsonSerializer.Serialize(value));

    private static void WriteInteger(StringBuilder text, long value) => text.Append(CultureInfo.InvariantCulture, $"i{value}");

    private static void WriteDouble(StringBuilder text, double value) => text.Append(CultureInfo.InvariantCulture, $"d{BitConverter.DoubleToInt64Bits(value)}");
}
