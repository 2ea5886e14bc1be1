using System.Text.Json;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>Writes rows whose columns are the record already, as exports of other systems in XDM have them.</summary>
internal sealed class WholeRowWriter : IRecordWriter
{
    /// <summary>Tells whether columns are a record: its identities, or an envelope around an entity.</summary>
    public static bool Fits(IReadOnlyList<string> columns) => columns.Contains("identityMap") || columns.Contains("entity");

    public (string Code, string Message)? Write(IRowValues row, Utf8JsonWriter writer)
    {
        var column = 0;
        try
        {
            writer.WriteStartObject();
            for (; column < row.Columns.Count; column++)
            {
                if (row.IsMissing(column)) continue;
                writer.WritePropertyName(row.Columns[column]);
                row.Write(column, writer);
            }

            writer.WriteEndObject();
            return null;
        }
        catch (ValueRefusedException exception)
        {
            return (RecordRejection.Shape, $"column {row.Columns[column]}: {exception.Message}");
        }
    }
}
