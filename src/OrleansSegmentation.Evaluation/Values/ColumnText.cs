using System.Text;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Compares text that is still in its column, without decoding it.</summary>
internal static class ColumnText
{
    private const int MaxUtf8BytesPerUnit = 3;

    /// <summary>Tells whether the text at a valid position is the given one.</summary>
    public static bool Equal(StringPart part, int position, string text)
    {
        var utf8 = part switch
        {
            DictionaryStringPart dictionary => dictionary.Dictionary[dictionary.GetCode(position)],
            PlainStringPart plain => plain.Values[position],
            _ => default,
        };
        if (part is not (DictionaryStringPart or PlainStringPart)) return part.GetString(position) == text;
        // Only ASCII takes one byte for each UTF-16 code unit.
        if (utf8.Length == text.Length) return Ascii.Equals(utf8, text);
        return utf8.Length > text.Length && utf8.Length <= text.Length * MaxUtf8BytesPerUnit && Encoding.UTF8.GetString(utf8) == text;
    }
}
