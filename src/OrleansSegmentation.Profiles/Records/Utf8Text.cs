using System.Buffers;
using System.Text;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Checks UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>Returns how many bytes stand before the first one that is not UTF-8.</summary>
    public static int ValidPrefix(ReadOnlySpan<byte> text)
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(text[position..], out _, out var length) == OperationStatus.Done) position += length;
        return position;
    }
}
