using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Presents columns as values. Nothing is copied: fields, items and texts are read when they are asked for.</summary>
public static class ColumnValues
{
    private const string EventsField = "xEvent";

    /// <summary>Presents a row of a chunk as a profile, whose <c>xEvent</c> items are events.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="row">0 to <c>RowCount</c> - 1.</param>
    /// <returns>An object, or null for a row without a profile.</returns>
    public static PqlValue Row(ColumnChunk chunk, int row)
    {
        var objects = chunk.Rows.Objects;
        return objects is not null && objects.Validity[row] ? PqlValue.FromObject(new ColumnObject(objects, row, ColumnRole.Profile)) : PqlValue.Null;
    }

    /// <summary>Presents one position of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="position">0 to <c>Count</c> - 1.</param>
    public static PqlValue At(ValueColumn column, int position) => At(column, position, ColumnRole.Value);

    internal static PqlValue At(ValueColumn column, int position, ColumnRole role)
    {
        if (column.Strings is { } strings && strings.Validity[position]) return PqlValue.FromString(strings, position);
        if (column.Integers is { } integers && integers.Validity[position]) return PqlValue.FromInteger(integers.Values[position]);
        if (column.Doubles is { } doubles && doubles.Validity[position]) return PqlValue.FromDouble(doubles.Values[position]);
        if (column.Booleans is { } booleans && booleans.Validity[position]) return PqlValue.FromBoolean(booleans.Values[position]);
        if (column.Objects is { } objects && objects.Validity[position]) return PqlValue.FromObject(new ColumnObject(objects, position, role));
        if (column.Lists is { } lists && lists.Validity[position]) return PqlValue.FromList(new ColumnList(lists, position, role));
        return PqlValue.Null;
    }

    internal static bool HasValue(ValueColumn column, int position) =>
        (column.Strings?.Validity[position] ?? false) || (column.Integers?.Validity[position] ?? false)
        || (column.Doubles?.Validity[position] ?? false) || (column.Booleans?.Validity[position] ?? false)
        || (column.Objects?.Validity[position] ?? false) || (column.Lists?.Validity[position] ?? false);

    /// <summary>What the values of a field are, given what the object is.</summary>
    internal static ColumnRole RoleOfField(ColumnRole role, string name) =>
        role == ColumnRole.Profile && name == EventsField ? ColumnRole.Event : ColumnRole.Value;
}

/// <summary>What a value of a column stands for.</summary>
internal enum ColumnRole : byte
{
    /// <summary>Nothing special.</summary>
    Value,

    /// <summary>A whole profile.</summary>
    Profile,

    /// <summary>The list of events, or one of them.</summary>
    Event,
}
