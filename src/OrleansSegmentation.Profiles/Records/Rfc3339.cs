namespace OrleansSegmentation.Profiles.Records;

/// <summary>Reads times as https://www.rfc-editor.org/rfc/rfc3339#section-5.6 spells them (<c>date-time</c>).</summary>
internal static class Rfc3339
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Accepted = "an RFC 3339 date and time with offset, such as 2026-03-18T12:00:00Z, in the years 0001 to 9999";

    private const long MsPerDay = 86_400_000;

    private static readonly long MinMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads a time; digits after the milliseconds are cut off, a leap second counts as the second after it.</summary>
    /// <param name="text">The UTF-8 text.</param>
    /// <param name="milliseconds">Milliseconds since 1970-01-01T00:00:00Z.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 20) return false;
        if (!TryDigits(text[..4], out var year) || text[4] != '-' || !TryDigits(text.Slice(5, 2), out var month) || text[7] != '-'
            || !TryDigits(text.Slice(8, 2), out var day) || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !TryDigits(text.Slice(11, 2), out var hour) || text[13] != ':' || !TryDigits(text.Slice(14, 2), out var minute)
            || text[16] != ':' || !TryDigits(text.Slice(17, 2), out var second))
            return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour > 23 || minute > 59 || second > 60) return false;

        var rest = text[19..];
        var fraction = 0;
        if (rest[0] == '.' && !TryFraction(ref rest, out fraction)) return false;
        if (!TryOffset(rest, out var offsetMinutes)) return false;

        var seconds = (hour * 60 + minute - offsetMinutes) * 60 + second;
        milliseconds = DaysSince1970(year, month, day) * MsPerDay + seconds * 1000L + fraction;
        return milliseconds >= MinMs && milliseconds <= MaxMs;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        var count = 0;
        var scale = 100;
        while (count + 1 < rest.Length && rest[count + 1] is >= (byte)'0' and <= (byte)'9')
        {
            milliseconds += (rest[count + 1] - '0') * scale;
            scale /= 10;
            count++;
        }

        rest = rest[(count + 1)..];
        return count > 0;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return text[0] is (byte)'Z' or (byte)'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        if (!TryDigits(text.Slice(1, 2), out var hour) || !TryDigits(text.Slice(4, 2), out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        minutes = hour * 60 + minute;
        if (text[0] == '-') minutes = -minutes;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + (digit - '0');
        }

        return true;
    }

    private static long DaysSince1970(int year, int month, int day)
    {
        // Years start in March here, so that the leap day is the last one; 400 years have 146,097 days.
        var shifted = month > 2 ? year : year - 1;
        var era = shifted / 400;
        var yearOfEra = shifted - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097L + yearOfEra * 365L + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
