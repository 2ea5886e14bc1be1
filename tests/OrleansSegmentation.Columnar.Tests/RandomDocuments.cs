using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansSegmentation.Columnar.Tests;

/// <summary>Seeded JSON objects: nested objects and lists, mixed types per path, maps with many keys, Unicode, numbers at the edges.</summary>
internal sealed class RandomDocuments(int seed)
{
    private static readonly string[] Names = ["a", "b", "name", "xdm:é", "ключ", "😀", "", "with \"quotes\"", "timestamp", "tab\tkey"];

    private static readonly string[] Texts =
    [
        "", "x", "gold", "silver", "größe", "日本語", "😀😀", "line\nbreak", "\u0000", "\\", "2026-03-18", "2026-03-18T12:00:00Z", "2026-03-18T12:00:00.000Z",
        "2026-02-30", "0001-01-01", "9999-12-31T23:59:59.999Z", "2026-3-18", "2026-03-18T12:00:60Z", "2026-03-18t12:00:00z", "2026-03-18T12:00:00.5Z",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "0.0", "-0.0", "1", "-1", "1.0", "1e2", "1E-2", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
        "1.7976931348623157e308", "5e-324", "0.1", "123456789012345678901234567890", "2147483648",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var text = new StringBuilder();
        WriteObject(text, 0);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void WriteValue(StringBuilder text, int depth)
    {
        switch (_random.Next(depth > 4 ? 7 : 11))
        {
            case 0:
                text.Append("null");
                break;
            case 1:
                text.Append(_random.Next(2) == 0 ? "true" : "false");
                break;
            case 2:
                text.Append(Numbers[_random.Next(Numbers.Length)]);
                break;
            case 3:
                text.Append(_random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture));
                break;
            case 4 or 5:
                WriteString(text, Texts[_random.Next(Texts.Length)]);
                break;
            case 6:
                WriteString(text, $"text {_random.Next(5000)}");
                break;
            case 7 or 8:
                text.Append('[');
                var count = _random.Next(5);
                for (var i = 0; i < count; i++)
                {
                    if (i > 0) text.Append(", ");
                    WriteValue(text, depth + 1);
                }

                text.Append(']');
                break;
            case 9:
                WriteObject(text, depth + 1);
                break;
            default:
                text.Append('{');
                var entries = _random.Next(4);
                var first = _random.Next(300);
                for (var i = 0; i < entries; i++)
                {
                    if (i > 0) text.Append(',');
                    WriteString(text, $"product-{first + i}");
                    text.Append(':').Append(_random.Next(20).ToString(CultureInfo.InvariantCulture));
                }

                text.Append('}');
                break;
        }
    }

    private void WriteObject(StringBuilder text, int depth)
    {
        text.Append('{');
        var separator = string.Empty;
        foreach (var name in Names.OrderBy(_ => _random.Next()).Take(_random.Next(Names.Length)))
        {
            text.Append(separator);
            WriteString(text, name);
            text.Append(" : ");
            WriteValue(text, depth + 1);
            separator = ",";
        }

        text.Append('}');
    }

    // half of the strings escaped to the last non-ASCII character, half as bare as JSON allows
    private void WriteString(StringBuilder text, string value) =>
        text.Append(JsonSerializer.Serialize(value, _random.Next(2) == 0 ? Escaped : Bare));

    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };

    private static readonly JsonSerializerOptions Bare = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
