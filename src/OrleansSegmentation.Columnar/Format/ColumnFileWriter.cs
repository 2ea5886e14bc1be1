using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Format;

/// <summary>Writes column files.</summary>
public static class ColumnFileWriter
{
    /// <summary>Writes a chunk as a whole file.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="stream">Written front to back from where it stands; not flushed and not closed.</param>
    public static void Write(ColumnChunk chunk, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(stream);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Column files hold little-endian arrays and are written as they are in memory.");

        Span<byte> header = stackalloc byte[FileLayout.HeaderLength];
        FileLayout.WriteHeader(header);
        stream.Write(header);

        var blocks = new BlockWriter(stream);
        var rows = WriteColumn(blocks, chunk.Rows);
        var marks = new List<MarkEntry>(chunk.Marks.Count);
        foreach (var (name, set) in chunk.Marks)
        {
            blocks.Append(set.Words);
            marks.Add(new MarkEntry(name, blocks.End()));
        }

        blocks.Append<byte>(new ColumnDirectory(rows, marks).ToBytes());
        Span<byte> trailer = stackalloc byte[FileLayout.TrailerLength];
        FileLayout.WriteTrailer(trailer, blocks.End());
        stream.Write(trailer);
    }

    private static ColumnEntry WriteColumn(BlockWriter blocks, ValueColumn column) => new(column.Count)
    {
        Booleans = column.Booleans is { } booleans ? WritePart(blocks, booleans, booleans.Values.Words) : null,
        Integers = column.Integers is { } integers ? WritePart(blocks, integers, integers.Values) : null,
        Doubles = column.Doubles is { } doubles ? WritePart(blocks, doubles, doubles.Values) : null,
        Strings = column.Strings is { } strings ? WriteStrings(blocks, strings) : null,
        Lists = column.Lists is { } lists ? WriteLists(blocks, lists) : null,
        Objects = column.Objects is { } objects ? WriteObjects(blocks, objects) : null,
    };

    private static PartEntry WritePart<T>(BlockWriter blocks, ColumnPart part, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var isFull = WriteValidity(blocks, part.Validity);
        blocks.Append(values);
        return new PartEntry(blocks.End(), isFull);
    }

    private static StringEntry WriteStrings(BlockWriter blocks, StringPart part)
    {
        var isFull = WriteValidity(blocks, part.Validity);
        switch (part)
        {
            case DictionaryStringPart strings:
                WriteText(blocks, strings.Dictionary);
                blocks.Append(strings.Codes8);
                blocks.Append(strings.Codes16);
                blocks.Append(strings.Codes32);
                return new StringEntry(
                    blocks.End(), isFull, StringEncoding.Dictionary, strings.Dictionary.Bytes.Length, strings.Dictionary.Count, strings.CodeSizeBytes, default);
            case PlainStringPart strings:
                WriteText(blocks, strings.Values);
                return new StringEntry(blocks.End(), isFull, StringEncoding.Plain, strings.Values.Bytes.Length, 0, 0, default);
            case InstantStringPart strings:
                blocks.Append(strings.Milliseconds);
                return new StringEntry(blocks.End(), isFull, StringEncoding.Instants, 0, 0, 0, strings.Format);
            default:
                throw new NotSupportedException($"The column file format has no place for {part.GetType().Name}.");
        }
    }

    private static ListEntry WriteLists(BlockWriter blocks, ListPart part)
    {
        var entry = WritePart(blocks, part, part.Offsets);
        return new ListEntry(entry.Block, entry.IsFull, WriteColumn(blocks, part.Items));
    }

    private static ObjectEntry WriteObjects(BlockWriter blocks, ObjectPart part)
    {
        var isFull = WriteValidity(blocks, part.Validity);
        var block = blocks.End();
        var fields = new FieldEntry[part.Fields.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = part.Fields[i];
            BlockEntry? rows = null;
            if (field.Rows is not null)
            {
                blocks.Append<int>(field.Rows);
                rows = blocks.End();
            }

            fields[i] = new FieldEntry(field.Name, rows, WriteColumn(blocks, field.Values));
        }

        return new ObjectEntry(block, isFull, fields);
    }

    private static void WriteText(BlockWriter blocks, Utf8Strings text)
    {
        blocks.Append(text.Offsets);
        blocks.Append(text.Bytes);
    }

    private static bool WriteValidity(BlockWriter blocks, RowBitmap validity)
    {
        if (validity.Count == validity.RowCount) return true;
        blocks.Append(validity.Words);
        return false;
    }
}
