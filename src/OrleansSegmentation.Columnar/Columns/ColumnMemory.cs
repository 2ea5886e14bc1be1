using System.Runtime.InteropServices;
using OrleansSegmentation.Columnar.Bitmaps;

namespace OrleansSegmentation.Columnar.Columns;

/// <summary>Estimates what columns take in memory: their arrays exactly, their objects by a flat figure.</summary>
internal static class ColumnMemory
{
    // object headers and fields of a column or part, its array headers, its name and its dictionary entry
    private const long ObjectBytes = 160;

    public static long Measure(ColumnChunk chunk)
    {
        var bytes = Measure(chunk.Rows);
        foreach (var rows in chunk.Marks.Values) bytes += ObjectBytes + Measure(rows);
        return bytes;
    }

    private static long Measure(ValueColumn column)
    {
        var bytes = ObjectBytes;
        if (column.Booleans is { } booleans) bytes += Part(booleans) + Measure(booleans.Values);
        if (column.Integers is { } integers) bytes += Part(integers) + Measure(integers.Values);
        if (column.Doubles is { } doubles) bytes += Part(doubles) + Measure(doubles.Values);
        if (column.Strings is { } strings) bytes += Part(strings) + Measure(strings);
        if (column.Lists is { } lists) bytes += Part(lists) + Measure(lists.Offsets) + Measure(lists.Items);
        if (column.Objects is not { } objects) return bytes;
        bytes += Part(objects);
        foreach (var field in objects.Fields) bytes += ObjectBytes + Measure<int>(field.Rows) + Measure(field.Values);
        return bytes;
    }

    private static long Measure(StringPart part) => part switch
    {
        DictionaryStringPart strings => Measure(strings.Dictionary) + Measure(strings.Codes8) + Measure(strings.Codes16) + Measure(strings.Codes32),
        PlainStringPart strings => Measure(strings.Values),
        InstantStringPart strings => Measure(strings.Milliseconds),
        _ => 0,
    };

    private static long Part(ColumnPart part) => ObjectBytes + Measure(part.Validity);

    private static long Measure(Utf8Strings text) => Measure(text.Bytes) + Measure(text.Offsets);

    private static long Measure(RowBitmap bitmap) => Measure(bitmap.Words);

    private static long Measure<T>(ReadOnlySpan<T> values)
        where T : unmanaged => (long)values.Length * Marshal.SizeOf<T>();
}
