using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Format;

/// <summary>Where a block is, and its checksum.</summary>
internal readonly record struct BlockEntry(long Offset, long Length, ulong Checksum);

/// <summary>What the directory says about one column.</summary>
internal sealed record ColumnEntry(int Count)
{
    public PartEntry? Booleans { get; init; }

    public PartEntry? Integers { get; init; }

    public PartEntry? Doubles { get; init; }

    public StringEntry? Strings { get; init; }

    public ListEntry? Lists { get; init; }

    public ObjectEntry? Objects { get; init; }
}

/// <summary>One part.</summary>
/// <param name="Block">Its arrays, end to end: the validity unless all positions are valid, then the values.</param>
/// <param name="IsFull">Whether all positions are valid.</param>
internal record PartEntry(BlockEntry Block, bool IsFull);

/// <summary>A part of strings.</summary>
/// <param name="Block">Its arrays.</param>
/// <param name="IsFull">Whether all positions are valid.</param>
/// <param name="Encoding">Which arrays there are.</param>
/// <param name="ByteCount">Bytes of UTF-8 text.</param>
/// <param name="DictionaryCount">Distinct values.</param>
/// <param name="CodeSizeBytes">Size of a code.</param>
/// <param name="Format">Spelling of instants.</param>
internal sealed record StringEntry(BlockEntry Block, bool IsFull, StringEncoding Encoding, int ByteCount, int DictionaryCount, int CodeSizeBytes, InstantFormat Format)
    : PartEntry(Block, IsFull);

/// <summary>A part of lists.</summary>
internal sealed record ListEntry(BlockEntry Block, bool IsFull, ColumnEntry Items) : PartEntry(Block, IsFull);

/// <summary>A part of objects; its block holds the validity alone.</summary>
internal sealed record ObjectEntry(BlockEntry Block, bool IsFull, IReadOnlyList<FieldEntry> Fields) : PartEntry(Block, IsFull);

/// <summary>A field; <paramref name="Rows"/> is the block of its rows when it is sparse.</summary>
internal sealed record FieldEntry(string Name, BlockEntry? Rows, ColumnEntry Values);

/// <summary>A named set of rows.</summary>
internal sealed record MarkEntry(string Name, BlockEntry Block);

/// <summary>How a part of strings is stored. The numbers are part of the format.</summary>
internal enum StringEncoding : byte
{
    Dictionary = 0,
    Plain = 1,
    Instants = 2,
}
