using System.Diagnostics.CodeAnalysis;

namespace OrleansSegmentation.Evaluation.Time;

/// <summary>
/// Reads the accepted ISO 8601 spellings: <c>YYYY-MM-DD</c> (a day), and <c>YYYY-MM-DDThh:mm[:ss[.f…]]</c> followed by <c>Z</c>,
/// <c>±hh:mm</c>, <c>±hhmm</c> or nothing (an instant; nothing means UTC). A space may replace <c>T</c>.
/// Fractions are cut to milliseconds.
/// </summary>
public static class IsoTime
{
    private const int DateLength = 10;

    /// <summary>Reads a time.</summary>
    /// <returns>False for anything else, dates that do not exist, and instants outside the years 1 to 9999.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeValue value) => TryParse(text.AsSpan(), out value);

    /// <summary>Reads a time.</summary>
    /// <returns>False for anything else, dates that do not exist, and instants outside the years 1 to 9999.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeValue value)
    {
        value = default;
        if (text.Length < DateLength || !TryParseDate(text[..DateLength], out var midnight)) return false;
        if (text.Length == DateLength)
        {
            value = TimeValue.Day(midnight);
            return true;
        }

        if (text[DateLength] is not ('T' or ' ') || !TryParseClock(text[(DateLength + 1)..], out var clockMs)) return false;
        var instant = midnight + clockMs;
        if (!TimeValue.IsSupported(instant)) return false;
        value = TimeValue.Instant(instant);
        return true;
    }

    private static bool TryParseDate(ReadOnlySpan<char> text, out long midnightMs)
    {
        midnightMs = 0;
        return text[4] == '-' && text[7] == '-'
            && TryParseDigits(text[..4], out var year) && TryParseDigits(text[5..7], out var month) && TryParseDigits(text[8..], out var day)
            && CalendarArithmetic.TryGetMidnight(year, month, day, out midnightMs);
    }

    // clock = hh ":" mm [ ":" ss [ "." digit { digit } ] ] [ zone ] ;
    private static bool TryParseClock(ReadOnlySpan<char> text, out long ms)
    {
        ms = 0;
        if (text.Length < 5 || text[2] != ':') return false;
        if (!TryParseDigits(text[..2], out var hour) || !TryParseDigits(text[3..5], out var minute) || hour > 23 || minute > 59) return false;
        ms = ((hour * 60L) + minute) * 60_000;
        text = text[5..];
        if (text.Length > 0 && text[0] == ':')
        {
            if (text.Length < 3 || !TryParseDigits(text[1..3], out var second) || second > 59) return false;
            ms += second * 1000L;
            text = text[3..];
            if (text.Length > 0 && text[0] == '.' && !TryParseFraction(ref text, ref ms)) return false;
        }

        return TryParseZone(text, ref ms);
    }

    private static bool TryParseFraction(ref ReadOnlySpan<char> text, ref long ms)
    {
        var length = 1;
        var weight = 100;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
        {
            ms += (text[length] - '0') * weight;
            weight /= 10;
            length++;
        }

        text = text[length..];
        return length > 1;
    }

    // zone = "Z" | ( "+" | "-" ) hh [ ":" ] mm ;
    private static bool TryParseZone(ReadOnlySpan<char> text, ref long ms)
    {
        if (text.IsEmpty || text is "Z") return true;
        var hasColon = text.Length == 6 && text[3] == ':';
        if (text[0] is not ('+' or '-') || !(hasColon || text.Length == 5)) return false;
        if (!TryParseDigits(text[1..3], out var hours) || !TryParseDigits(text[^2..], out var minutes) || hours > 23 || minutes > 59) return false;
        var offsetMs = ((hours * 60L) + minutes) * 60_000;
        ms += text[0] == '+' ? -offsetMs : offsetMs;
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character)) return false;
            value = (value * 10) + (character - '0');
        }

        return true;
    }
}
