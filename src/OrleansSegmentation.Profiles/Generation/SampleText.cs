using System.Buffers.Text;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Writes the texts of sample data that are not in the catalog.</summary>
internal static class SampleText
{
    /// <summary>The length of a time as <see cref="WriteTime"/> writes it.</summary>
    public const int TimeLength = 24;

    private const long MsPerDay = 86_400_000;

    /// <summary>Writes <c>2026-03-18T12:00:00.000Z</c>.</summary>
    public static ReadOnlySpan<byte> WriteTime(Span<byte> destination, long milliseconds)
    {
        var ofDay = (int)((milliseconds % MsPerDay + MsPerDay) % MsPerDay);
        _ = WriteDate(destination, milliseconds);
        destination[10] = (byte)'T';
        Digits(destination[11..], ofDay / 3_600_000, 2);
        destination[13] = (byte)':';
        Digits(destination[14..], ofDay / 60_000 % 60, 2);
        destination[16] = (byte)':';
        Digits(destination[17..], ofDay / 1000 % 60, 2);
        destination[19] = (byte)'.';
        Digits(destination[20..], ofDay % 1000, 3);
        destination[23] = (byte)'Z';
        return destination[..TimeLength];
    }

    /// <summary>Writes <c>2026-03-18</c>.</summary>
    public static ReadOnlySpan<byte> WriteDate(Span<byte> destination, long milliseconds)
    {
        DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond).Deconstruct(out DateOnly date, out TimeOnly _);
        date.Deconstruct(out var year, out var month, out var day);
        Digits(destination, year, 4);
        destination[4] = (byte)'-';
        Digits(destination[5..], month, 2);
        destination[7] = (byte)'-';
        Digits(destination[8..], day, 2);
        return destination[..10];
    }

    /// <summary>Writes an amount in cents as <c>12.34</c>.</summary>
    public static ReadOnlySpan<byte> WriteCents(Span<byte> destination, long cents)
    {
        _ = Utf8Formatter.TryFormat(cents / 100, destination, out var length);
        destination[length] = (byte)'.';
        Digits(destination[(length + 1)..], (int)(cents % 100), 2);
        return destination[..(length + 3)];
    }

    /// <summary>Writes a text and a number after it, with leading zeros up to a number of digits.</summary>
    public static ReadOnlySpan<byte> WriteNumbered(Span<byte> destination, ReadOnlySpan<byte> text, long number, byte digits)
    {
        text.CopyTo(destination);
        _ = Utf8Formatter.TryFormat(number, destination[text.Length..], out var length, new System.Buffers.StandardFormat('D', digits));
        return destination[..(text.Length + length)];
    }

    private static void Digits(Span<byte> destination, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--, value /= 10) destination[i] = (byte)('0' + value % 10);
    }
}
