namespace OrleansSegmentation.Columnar.Columns;

/// <summary>Reads and writes the spellings of <see cref="InstantFormat"/>, years 0001 to 9999, byte for byte.</summary>
/// <remarks>Only the canonical spelling is read, so writing what was read gives the identical text.</remarks>
public static class InstantText
{
    /// <summary>The length of the longest spelling in bytes.</summary>
    public const int MaxLength = 24;

    private const int DateLength = 10;
    private const int SecondsLength = 20;

    /// <summary>Reads a text if it is canonical.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="milliseconds">The instant in ms since 1970-01-01T00:00:00Z; a date is its midnight.</param>
    /// <param name="format">The spelling.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out long milliseconds, out InstantFormat format)
    {
        milliseconds = 0;
        format = InstantFormat.Date;
        if (utf8.Length is not (DateLength or SecondsLength or MaxLength) || utf8[4] != '-' || utf8[7] != '-') return false;
        if (!TryReadNumber(utf8[..4], out var year) || !TryReadNumber(utf8[5..7], out var month) || !TryReadNumber(utf8[8..10], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        milliseconds = ticks / TimeSpan.TicksPerMillisecond;
        if (utf8.Length == DateLength) return true;

        if (utf8[10] != 'T' || utf8[13] != ':' || utf8[16] != ':' || utf8[^1] != 'Z') return false;
        if (!TryReadNumber(utf8[11..13], out var hour) || !TryReadNumber(utf8[14..16], out var minute) || !TryReadNumber(utf8[17..19], out var second)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        milliseconds += ((((hour * 60L) + minute) * 60) + second) * 1000;
        format = InstantFormat.Seconds;
        if (utf8.Length == SecondsLength) return true;

        if (utf8[19] != '.' || !TryReadNumber(utf8[20..23], out var fraction)) return false;
        milliseconds += fraction;
        format = InstantFormat.Milliseconds;
        return true;
    }

    /// <summary>Writes an instant; returns the number of bytes written.</summary>
    /// <param name="milliseconds">The instant in ms since 1970-01-01T00:00:00Z, years 0001 to 9999.</param>
    /// <param name="format">The spelling; what it does not show is dropped.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The year is not 0001 to 9999.</exception>
    public static int Write(long milliseconds, InstantFormat format, Span<byte> destination)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        WriteNumber(time.Year, destination[..4]);
        destination[4] = (byte)'-';
        WriteNumber(time.Month, destination[5..7]);
        destination[7] = (byte)'-';
        WriteNumber(time.Day, destination[8..10]);
        if (format == InstantFormat.Date) return DateLength;

        destination[10] = (byte)'T';
        WriteNumber(time.Hour, destination[11..13]);
        destination[13] = (byte)':';
        WriteNumber(time.Minute, destination[14..16]);
        destination[16] = (byte)':';
        WriteNumber(time.Second, destination[17..19]);
        if (format == InstantFormat.Seconds)
        {
            destination[19] = (byte)'Z';
            return SecondsLength;
        }

        destination[19] = (byte)'.';
        WriteNumber(time.Millisecond, destination[20..23]);
        destination[23] = (byte)'Z';
        return MaxLength;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = (value * 10) + digit - '0';
        }

        return true;
    }

    private static void WriteNumber(int value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
