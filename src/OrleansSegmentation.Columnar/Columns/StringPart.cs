using System.Text;
using OrleansSegmentation.Columnar.Bitmaps;

namespace OrleansSegmentation.Columnar.Columns;

/// <summary>Strings in one of several encodings, each without loss.</summary>
public abstract class StringPart(RowBitmap validity) : ColumnPart(validity)
{
    /// <summary>Decodes the string of a valid position.</summary>
    public abstract string GetString(int position);
}

/// <summary>A list of strings as UTF-8, end to end.</summary>
public sealed class Utf8Strings(byte[] bytes, int[] offsets)
{
    /// <summary>Gets the number of strings.</summary>
    public int Count => offsets.Length - 1;

    /// <summary>Gets the bytes of all strings.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Gets where each string starts: one more than strings, first 0.</summary>
    public ReadOnlySpan<int> Offsets => offsets;

    /// <summary>Gets the UTF-8 of one string.</summary>
    public ReadOnlySpan<byte> this[int index] => bytes.AsSpan(offsets[index]..offsets[index + 1]);

    /// <summary>Decodes one string.</summary>
    public string GetString(int index) => Encoding.UTF8.GetString(this[index]);
}

/// <summary>Strings by code into a dictionary of distinct values, in the narrowest code type: exactly one of the code arrays is set.</summary>
public sealed class DictionaryStringPart(RowBitmap validity, Utf8Strings dictionary, byte[]? codes8, ushort[]? codes16, int[]? codes32)
    : StringPart(validity)
{
    /// <summary>Gets the distinct values; code c stands for entry c. Codes of positions that are not valid are 0.</summary>
    public Utf8Strings Dictionary { get; } = dictionary;

    /// <summary>Gets the codes when there are at most 256 distinct values.</summary>
    public ReadOnlySpan<byte> Codes8 => codes8;

    /// <summary>Gets the codes when there are at most 65,536 distinct values.</summary>
    public ReadOnlySpan<ushort> Codes16 => codes16;

    /// <summary>Gets the codes when there are more.</summary>
    public ReadOnlySpan<int> Codes32 => codes32;

    /// <summary>Gets the size of a code: 1, 2 or 4 bytes.</summary>
    public int CodeSizeBytes => codes8 is not null ? 1 : codes16 is not null ? 2 : 4;

    /// <summary>Gets the code of a position.</summary>
    public int GetCode(int position) => codes8 is not null ? codes8[position] : codes16 is not null ? codes16[position] : codes32![position];

    /// <inheritdoc />
    public override string GetString(int position) => Dictionary.GetString(GetCode(position));
}

/// <summary>Mostly distinct strings (e-mail addresses, event ids): one per position, empty where not valid.</summary>
public sealed class PlainStringPart(RowBitmap validity, Utf8Strings values) : StringPart(validity)
{
    /// <summary>Gets one string per position.</summary>
    public Utf8Strings Values { get; } = values;

    /// <inheritdoc />
    public override string GetString(int position) => Values.GetString(position);
}

/// <summary>The spelling of all strings of an <see cref="InstantStringPart"/>; UTC throughout.</summary>
public enum InstantFormat
{
    /// <summary><c>2026-03-18</c></summary>
    Date,

    /// <summary><c>2026-03-18T12:00:00Z</c></summary>
    Seconds,

    /// <summary><c>2026-03-18T12:00:00.000Z</c></summary>
    Milliseconds,
}

/// <summary>Strings that are all ISO times of one spelling, kept as milliseconds; decoding gives the identical text.</summary>
public sealed class InstantStringPart(RowBitmap validity, long[] milliseconds, InstantFormat format) : StringPart(validity)
{
    /// <summary>Gets one instant per position in ms since 1970-01-01T00:00:00Z; 0 where not valid.</summary>
    public ReadOnlySpan<long> Milliseconds => milliseconds;

    /// <summary>Gets the spelling.</summary>
    public InstantFormat Format { get; } = format;

    /// <inheritdoc />
    public override string GetString(int position)
    {
        Span<byte> text = stackalloc byte[InstantText.MaxLength];
        return Encoding.ASCII.GetString(text[..InstantText.Write(milliseconds[position], Format, text)]);
    }
}
