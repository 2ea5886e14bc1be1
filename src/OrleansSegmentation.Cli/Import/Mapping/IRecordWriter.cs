using System.Text.Json;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>Writes rows as records.</summary>
internal interface IRecordWriter
{
    /// <summary>Writes a row as one JSON object.</summary>
    /// <returns>Why the row cannot be taken, or null. What was written of it then has to be dropped.</returns>
    (string Code, string Message)? Write(IRowValues row, Utf8JsonWriter writer);
}
