using System.IO.Hashing;
using System.Text;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Format;

/// <summary>The directory of a column file: the tree of columns and where their blocks are.</summary>
internal sealed record ColumnDirectory(ColumnEntry Rows, IReadOnlyList<MarkEntry> Marks)
{
    private const byte HasBooleans = 1;
    private const byte HasIntegers = 2;
    private const byte HasDoubles = 4;
    private const byte HasStrings = 8;
    private const byte HasLists = 16;
    private const byte HasObjects = 32;

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        Write(writer, Rows);
        writer.Write7BitEncodedInt(Marks.Count);
        foreach (var mark in Marks)
        {
            writer.Write(mark.Name);
            Write(writer, mark.Block);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads and checks header, trailer and directory.</summary>
    /// <exception cref="ColumnFileDamagedException">One of them is damaged.</exception>
    public static ColumnDirectory Read(IBlockSource source)
    {
        var entry = FileLayout.ReadEnds(source);
        var bytes = new byte[entry.Length];
        source.Read(entry.Offset, bytes);
        if (XxHash3.HashToUInt64(bytes) != entry.Checksum) throw new ColumnFileDamagedException(source.Name, "directory", "The checksum does not fit.");
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            var rows = ReadColumn(reader);
            var marks = new MarkEntry[reader.Read7BitEncodedInt()];
            for (var i = 0; i < marks.Length; i++) marks[i] = new MarkEntry(reader.ReadString(), ReadBlock(reader));
            return new ColumnDirectory(rows, marks);
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or OverflowException or IOException)
        {
            throw new ColumnFileDamagedException(source.Name, "directory", "It cannot be read although its checksum fits.", exception);
        }
    }

    private static void Write(BinaryWriter writer, ColumnEntry column)
    {
        writer.Write7BitEncodedInt(column.Count);
        writer.Write((byte)((column.Booleans is null ? 0 : HasBooleans) | (column.Integers is null ? 0 : HasIntegers) | (column.Doubles is null ? 0 : HasDoubles)
            | (column.Strings is null ? 0 : HasStrings) | (column.Lists is null ? 0 : HasLists) | (column.Objects is null ? 0 : HasObjects)));
        if (column.Booleans is { } booleans) WritePart(writer, booleans);
        if (column.Integers is { } integers) WritePart(writer, integers);
        if (column.Doubles is { } doubles) WritePart(writer, doubles);
        if (column.Strings is { } strings)
        {
            WritePart(writer, strings);
            writer.Write((byte)strings.Encoding);
            writer.Write7BitEncodedInt(strings.ByteCount);
            writer.Write7BitEncodedInt(strings.DictionaryCount);
            writer.Write((byte)strings.CodeSizeBytes);
            writer.Write((byte)strings.Format);
        }

        if (column.Lists is { } lists)
        {
            WritePart(writer, lists);
            Write(writer, lists.Items);
        }

        if (column.Objects is not { } objects) return;
        WritePart(writer, objects);
        writer.Write7BitEncodedInt(objects.Fields.Count);
        foreach (var field in objects.Fields)
        {
            writer.Write(field.Name);
            writer.Write(field.Rows is not null);
            if (field.Rows is { } rows) Write(writer, rows);
            Write(writer, field.Values);
        }
    }

    private static ColumnEntry ReadColumn(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        var kinds = reader.ReadByte();
        return new ColumnEntry(count)
        {
            Booleans = (kinds & HasBooleans) != 0 ? ReadPart(reader) : null,
            Integers = (kinds & HasIntegers) != 0 ? ReadPart(reader) : null,
            Doubles = (kinds & HasDoubles) != 0 ? ReadPart(reader) : null,
            Strings = (kinds & HasStrings) != 0 ? ReadStrings(reader) : null,
            Lists = (kinds & HasLists) != 0 ? ReadLists(reader) : null,
            Objects = (kinds & HasObjects) != 0 ? ReadObjects(reader) : null,
        };
    }

    private static void WritePart(BinaryWriter writer, PartEntry part)
    {
        writer.Write(part.IsFull);
        Write(writer, part.Block);
    }

    private static PartEntry ReadPart(BinaryReader reader)
    {
        var isFull = reader.ReadBoolean();
        return new PartEntry(ReadBlock(reader), isFull);
    }

    private static StringEntry ReadStrings(BinaryReader reader)
    {
        var part = ReadPart(reader);
        var encoding = (StringEncoding)reader.ReadByte();
        var byteCount = reader.Read7BitEncodedInt();
        var dictionaryCount = reader.Read7BitEncodedInt();
        var codeSizeBytes = reader.ReadByte();
        return new StringEntry(part.Block, part.IsFull, encoding, byteCount, dictionaryCount, codeSizeBytes, (InstantFormat)reader.ReadByte());
    }

    private static ListEntry ReadLists(BinaryReader reader)
    {
        var part = ReadPart(reader);
        return new ListEntry(part.Block, part.IsFull, ReadColumn(reader));
    }

    private static ObjectEntry ReadObjects(BinaryReader reader)
    {
        var part = ReadPart(reader);
        var fields = new FieldEntry[reader.Read7BitEncodedInt()];
        for (var i = 0; i < fields.Length; i++)
        {
            var name = reader.ReadString();
            BlockEntry? rows = reader.ReadBoolean() ? ReadBlock(reader) : null;
            fields[i] = new FieldEntry(name, rows, ReadColumn(reader));
        }

        return new ObjectEntry(part.Block, part.IsFull, fields);
    }

    private static void Write(BinaryWriter writer, BlockEntry block)
    {
        writer.Write7BitEncodedInt64(block.Offset);
        writer.Write7BitEncodedInt64(block.Length);
        writer.Write(block.Checksum);
    }

    private static BlockEntry ReadBlock(BinaryReader reader)
    {
        var offset = reader.Read7BitEncodedInt64();
        var length = reader.Read7BitEncodedInt64();
        return new BlockEntry(offset, length, reader.ReadUInt64());
    }
}
