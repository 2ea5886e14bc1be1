using System.Globalization;
using System.Text.Json;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>Writes the text of a column as a JSON value of its type.</summary>
/// <param name="type">The type.</param>
/// <param name="format">The format of dates and instants, or null for ISO 8601.</param>
/// <param name="decimalSeparator">What stands before the fraction of a number.</param>
internal sealed class TextConversion(ColumnType type, string? format, char decimalSeparator)
{
    private const int MaxShownCharacters = 60;

    /// <summary>Writes a value.</summary>
    /// <exception cref="ValueRefusedException">The text is not of the type.</exception>
    public void Write(ReadOnlySpan<char> text, Utf8JsonWriter writer)
    {
        switch (type)
        {
            case ColumnType.Integer:
                writer.WriteNumberValue(long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var integer) ? integer : throw Refused(text, "a whole number from -2^63 to 2^63-1"));
                return;
            case ColumnType.Number:
                writer.WriteNumberValue(ReadNumber(text));
                return;
            case ColumnType.Boolean:
                writer.WriteBooleanValue(ReadBoolean(text));
                return;
            case ColumnType.Date:
                writer.WriteStringValue(ReadDate(text).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                return;
            case ColumnType.DateTime:
                WriteInstant(writer, ReadInstant(text));
                return;
            default:
                writer.WriteStringValue(text);
                return;
        }
    }

    /// <summary>Writes an instant as records have it: RFC 3339 in UTC, with milliseconds.</summary>
    public static void WriteInstant(Utf8JsonWriter writer, DateTimeOffset instant)
    {
        Span<char> text = stackalloc char[24];
        instant.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    private double ReadNumber(ReadOnlySpan<char> text)
    {
        // The comma or point that is not the separator would be taken for one of thousands and is refused.
        const NumberStyles Style = NumberStyles.Float;
        var isRead = decimalSeparator == '.'
            ? double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number)
            : double.TryParse(new string(text).Replace(".", "?", StringComparison.Ordinal).Replace(decimalSeparator, '.'), Style, CultureInfo.InvariantCulture, out number);
        return isRead && double.IsFinite(number) ? number : throw Refused(text, $"a finite number such as 1{decimalSeparator}5");
    }

    private static bool ReadBoolean(ReadOnlySpan<char> text)
    {
        foreach (var word in (ReadOnlySpan<string>)["true", "1", "yes", "y", "t"])
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        foreach (var word in (ReadOnlySpan<string>)["false", "0", "no", "n", "f"])
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        }

        throw Refused(text, "true, false, yes, no, y, n, t, f, 1 or 0");
    }

    private DateOnly ReadDate(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, format ?? "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Refused(text, $"a date as {format ?? "yyyy-MM-dd"}");

    private DateTimeOffset ReadInstant(ReadOnlySpan<char> text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        DateTimeOffset instant;
        switch (format)
        {
            case null:
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out instant) && text.Length >= 8 && char.IsAsciiDigit(text[3])
                    ? instant
                    : throw Refused(text, "a time such as 2026-03-18T12:00:00Z or 2026-03-18 12:00:00 (UTC), or one of the column's \"format\"");
            case "unix-s" or "unix-ms":
                var scale = format == "unix-s" ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;
                var range = format == "unix-s" ? 253_402_300_799 : 253_402_300_799_999;
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && Math.Abs(count) <= range / 4
                    ? DateTimeOffset.UnixEpoch.AddTicks(count * scale)
                    : throw Refused(text, format == "unix-s" ? "whole seconds since 1970" : "whole milliseconds since 1970");
            default:
                return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out instant) ? instant : throw Refused(text, $"a time as {format}");
        }
    }

    private static ValueRefusedException Refused(ReadOnlySpan<char> text, string accepted) =>
        new($"\"{(text.Length <= MaxShownCharacters ? text : $"{text[..MaxShownCharacters]}…")}\" is not accepted. Accepted: {accepted}.");
}
