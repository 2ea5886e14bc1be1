using OrleansSegmentation.Columnar.Bitmaps;

namespace OrleansSegmentation.Columnar.Columns;

/// <summary>One JSON value per position, column-wise, without loss (except the key order of objects, which is ordinal).</summary>
/// <remarks>
/// A position is a row of a chunk, or an item of a list. Each kind of value has a part of its own with its own validity, so a path that
/// is a number in some records and text in others keeps both. A position in no part is null or missing. Validities of different parts
/// never overlap. Immutable and thread-safe.
/// </remarks>
public sealed class ValueColumn(int count)
{
    /// <summary>Gets the number of positions.</summary>
    public int Count { get; } = count;

    /// <summary>Gets the Booleans, or null when no position has one.</summary>
    public BooleanPart? Booleans { get; init; }

    /// <summary>Gets the whole numbers (no fraction or exponent in JSON, within 64 bits), or null.</summary>
    public IntegerPart? Integers { get; init; }

    /// <summary>Gets the other numbers, or null.</summary>
    public DoublePart? Doubles { get; init; }

    /// <summary>Gets the strings, or null.</summary>
    public StringPart? Strings { get; init; }

    /// <summary>Gets the lists, or null.</summary>
    public ListPart? Lists { get; init; }

    /// <summary>Gets the objects and maps, or null.</summary>
    public ObjectPart? Objects { get; init; }
}

/// <summary>The positions of one kind of value.</summary>
/// <param name="validity">Which positions have a value of this kind.</param>
public abstract class ColumnPart(RowBitmap validity)
{
    /// <summary>Gets which positions have a value of this kind; its row count is the column's.</summary>
    public RowBitmap Validity { get; } = validity;
}

/// <summary>Booleans.</summary>
public sealed class BooleanPart(RowBitmap validity, RowBitmap values) : ColumnPart(validity)
{
    /// <summary>Gets the positions that are true; a subset of the validity.</summary>
    public RowBitmap Values { get; } = values;
}

/// <summary>64-bit whole numbers.</summary>
public sealed class IntegerPart(RowBitmap validity, long[] values) : ColumnPart(validity)
{
    /// <summary>Gets one value per position, 0 where not valid.</summary>
    public ReadOnlySpan<long> Values => values;
}

/// <summary>Binary64 numbers.</summary>
public sealed class DoublePart(RowBitmap validity, double[] values) : ColumnPart(validity)
{
    /// <summary>Gets one value per position, 0 where not valid.</summary>
    public ReadOnlySpan<double> Values => values;
}

/// <summary>Lists: position i holds the items <c>Offsets[i] .. Offsets[i + 1]</c> of <see cref="Items"/> (compressed sparse rows, CSR).</summary>
public sealed class ListPart(RowBitmap validity, int[] offsets, ValueColumn items) : ColumnPart(validity)
{
    /// <summary>Gets the item ranges: one more than positions, never falling, first 0, last <c>Items.Count</c>.</summary>
    public ReadOnlySpan<int> Offsets => offsets;

    /// <summary>Gets the items of all lists, one after the other. A null item is a position in no part.</summary>
    public ValueColumn Items { get; } = items;
}

/// <summary>Objects: a set of named fields.</summary>
public sealed class ObjectPart(RowBitmap validity, IReadOnlyList<ObjectField> fields) : ColumnPart(validity)
{
    private readonly Dictionary<string, ObjectField> _byName = fields.ToDictionary(static field => field.Name, StringComparer.Ordinal);

    /// <summary>Gets the fields in ordinal order of their names.</summary>
    public IReadOnlyList<ObjectField> Fields { get; } = fields;

    /// <summary>Finds a field, or returns null when no object has it.</summary>
    public ObjectField? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>One field of an <see cref="ObjectPart"/>, dense or sparse.</summary>
/// <param name="Name">The key, case-sensitive.</param>
/// <param name="Rows">
/// Null: dense, <paramref name="Values"/> is aligned with the objects' positions. Otherwise sparse: the ascending positions that have the
/// field; <c>Values</c> has one position for each of them. (Maps with a thousand different keys stay small this way.)
/// </param>
/// <param name="Values">The values.</param>
public sealed record ObjectField(string Name, int[]? Rows, ValueColumn Values);
