using System.Text.Json;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>Writes one column as one attribute.</summary>
/// <param name="column">Which column.</param>
/// <param name="mapping">What the mapping says about it.</param>
/// <param name="decimalSeparator">What stands before the fraction of a number.</param>
internal sealed class ColumnValue(int column, ColumnMapping mapping, char decimalSeparator)
{
    private readonly TextConversion _conversion = new(mapping.Type, mapping.Format, decimalSeparator);

    /// <summary>Gets which column it is.</summary>
    public int Column => column;

    /// <summary>Writes the value; the row has one.</summary>
    /// <exception cref="ValueRefusedException">It is not of the type.</exception>
    public void Write(IRowValues row, Utf8JsonWriter writer)
    {
        if (mapping.ListSeparator is { } separator) WriteList(row.Text(column), separator, writer);
        else if (mapping.Type == ColumnType.AsIs) row.Write(column, writer);
        else _conversion.Write(row.Text(column), writer);
    }

    private void WriteList(ReadOnlySpan<char> text, string separator, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var range in text.Split(separator))
        {
            var item = text[range].Trim();
            if (!item.IsEmpty) _conversion.Write(item, writer);
        }

        writer.WriteEndArray();
    }
}
