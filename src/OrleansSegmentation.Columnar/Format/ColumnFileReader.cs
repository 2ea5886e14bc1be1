using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Format;

/// <summary>Reads column files.</summary>
public sealed class ColumnFileReader
{
    private readonly BlockReader _blocks;

    private ColumnFileReader(IBlockSource source) => _blocks = new BlockReader(source);

    /// <summary>Reads a whole chunk.</summary>
    /// <exception cref="ColumnFileDamagedException">Any byte of the file is not what was written; the error names file and block.</exception>
    public static ColumnChunk Read(IBlockSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Column files hold little-endian arrays and are read as they are.");
        var directory = ColumnDirectory.Read(source);
        var reader = new ColumnFileReader(source);
        var rows = reader.ReadColumn(directory.Rows, "rows");
        var marks = new SortedList<string, RowBitmap>(directory.Marks.Count, StringComparer.Ordinal);
        foreach (var mark in directory.Marks) marks.Add(mark.Name, reader.ReadMark(mark, rows.Count));
        return new ColumnChunk(rows, marks);
    }

    private RowBitmap ReadMark(MarkEntry mark, int rowCount)
    {
        _blocks.Begin(mark.Block, $"mark {mark.Name}");
        var rows = ReadBitmap(rowCount);
        _blocks.End();
        return rows;
    }

    private ValueColumn ReadColumn(ColumnEntry entry, string path) => new(entry.Count)
    {
        Booleans = entry.Booleans is { } booleans ? ReadBooleans(booleans, entry.Count, path) : null,
        Integers = entry.Integers is { } integers ? ReadIntegers(integers, entry.Count, path) : null,
        Doubles = entry.Doubles is { } doubles ? ReadDoubles(doubles, entry.Count, path) : null,
        Strings = entry.Strings is { } strings ? ReadStrings(strings, entry.Count, path) : null,
        Lists = entry.Lists is { } lists ? ReadLists(lists, entry.Count, path) : null,
        Objects = entry.Objects is { } objects ? ReadObjects(objects, entry.Count, path) : null,
    };

    private BooleanPart ReadBooleans(PartEntry entry, int count, string path)
    {
        var validity = BeginPart(entry, count, path, "Booleans");
        var values = ReadBitmap(count);
        _blocks.End();
        return new BooleanPart(validity, values);
    }

    private IntegerPart ReadIntegers(PartEntry entry, int count, string path)
    {
        var validity = BeginPart(entry, count, path, "integers");
        var values = _blocks.Read<long>(count);
        _blocks.End();
        return new IntegerPart(validity, values);
    }

    private DoublePart ReadDoubles(PartEntry entry, int count, string path)
    {
        var validity = BeginPart(entry, count, path, "doubles");
        var values = _blocks.Read<double>(count);
        _blocks.End();
        return new DoublePart(validity, values);
    }

    private StringPart ReadStrings(StringEntry entry, int count, string path)
    {
        var validity = BeginPart(entry, count, path, "strings");
        StringPart part;
        switch (entry.Encoding)
        {
            case StringEncoding.Dictionary:
                var dictionary = ReadText(entry.DictionaryCount, entry.ByteCount);
                var codes8 = entry.CodeSizeBytes == 1 ? _blocks.Read<byte>(count) : null;
                var codes16 = entry.CodeSizeBytes == 2 ? _blocks.Read<ushort>(count) : null;
                var codes32 = entry.CodeSizeBytes == 4 ? _blocks.Read<int>(count) : null;
                part = new DictionaryStringPart(validity, dictionary, codes8, codes16, codes32);
                break;
            case StringEncoding.Plain:
                part = new PlainStringPart(validity, ReadText(count, entry.ByteCount));
                break;
            case StringEncoding.Instants:
                part = new InstantStringPart(validity, _blocks.Read<long>(count), entry.Format);
                break;
            default:
                throw _blocks.Damaged($"String encoding {(int)entry.Encoding} is unknown.");
        }

        _blocks.End();
        return part;
    }

    private ListPart ReadLists(ListEntry entry, int count, string path)
    {
        var validity = BeginPart(entry, count, path, "lists");
        var offsets = _blocks.Read<int>(count + 1);
        _blocks.End();
        return new ListPart(validity, offsets, ReadColumn(entry.Items, path + "[]"));
    }

    private ObjectPart ReadObjects(ObjectEntry entry, int count, string path)
    {
        var validity = BeginPart(entry, count, path, "objects");
        _blocks.End();
        var fields = new ObjectField[entry.Fields.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = entry.Fields[i];
            var fieldPath = $"{path}.{field.Name}";
            int[]? rows = null;
            if (field.Rows is { } block)
            {
                _blocks.Begin(block, $"{fieldPath} rows");
                rows = _blocks.Read<int>(field.Values.Count);
                _blocks.End();
            }

            fields[i] = new ObjectField(field.Name, rows, ReadColumn(field.Values, fieldPath));
        }

        return new ObjectPart(validity, fields);
    }

    private RowBitmap BeginPart(PartEntry entry, int count, string path, string kind)
    {
        _blocks.Begin(entry.Block, $"{path} {kind}");
        return entry.IsFull ? RowBitmap.All(count) : ReadBitmap(count);
    }

    private RowBitmap ReadBitmap(int rowCount) => new(_blocks.Read<ulong>(RowBitmap.WordCount(rowCount)), rowCount);

    private Utf8Strings ReadText(int count, int byteCount)
    {
        var offsets = _blocks.Read<int>(count + 1);
        return new Utf8Strings(_blocks.Read<byte>(byteCount), offsets);
    }
}
