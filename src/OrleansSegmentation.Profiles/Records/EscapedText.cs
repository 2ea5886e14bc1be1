using System.Globalization;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>JSON strings with escapes.</summary>
internal static class EscapedText
{
    /// <summary>Returns whether every surrogate written as <c>\uD8xx</c> has its partner; the reader has checked all else.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> escaped)
    {
        for (var rest = escaped; ;)
        {
            var backslash = rest.IndexOf((byte)'\\');
            if (backslash < 0) return true;
            if (rest[backslash + 1] != 'u')
            {
                rest = rest[(backslash + 2)..];
                continue;
            }

            var unit = CodeUnit(rest[(backslash + 2)..]);
            rest = rest[(backslash + 6)..];
            if (char.IsLowSurrogate(unit)) return false;
            if (!char.IsHighSurrogate(unit)) continue;
            if (rest.Length < 6 || rest[0] != '\\' || rest[1] != 'u' || !char.IsLowSurrogate(CodeUnit(rest[2..]))) return false;
            rest = rest[6..];
        }
    }

    /// <summary>Copies the text of a quoted JSON string without its escapes and returns it.</summary>
    /// <param name="quoted">The string with its quotes, well-formed.</param>
    public static byte[] Unescape(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        var text = new byte[quoted.Length];
        return text[..reader.CopyString(text)];
    }

    private static char CodeUnit(ReadOnlySpan<byte> text) =>
        (char)ushort.Parse(text[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
