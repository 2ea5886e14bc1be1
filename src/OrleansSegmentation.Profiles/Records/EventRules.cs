using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>What every event needs.</summary>
internal static class EventRules
{
    private const string AcceptedId = "a string that is not empty";

    /// <summary>Checks <c>_id</c> and <c>timestamp</c>.</summary>
    /// <param name="record">The bytes of the record.</param>
    /// <param name="start">Where the event starts in it.</param>
    /// <param name="id">The field <c>_id</c>.</param>
    /// <param name="timestamp">The field <c>timestamp</c>.</param>
    /// <param name="milliseconds">The time, ms since 1970.</param>
    /// <returns>What is wrong, or null.</returns>
    public static RecordProblem? Check(ReadOnlySpan<byte> record, int start, ScannedValue id, ScannedValue timestamp, out long milliseconds)
    {
        milliseconds = 0;
        if (!id.HasValue) return RecordProblem.Missing(RecordErrorCodes.Shape, Name(record, start, "_id"), AcceptedId);
        if (id.Type != JsonTokenType.String || id.Length == 2) return RecordProblem.Value(RecordErrorCodes.Shape, Name(record, start, "_id"), id.Raw(record), AcceptedId);
        if (!timestamp.HasValue) return RecordProblem.Missing(RecordErrorCodes.IdentityOrTimestamp, Name(record, start, "timestamp"), Rfc3339.Accepted);
        if (timestamp.Type != JsonTokenType.String || !Rfc3339.TryParse(timestamp.Text(record), out milliseconds))
            return RecordProblem.Value(RecordErrorCodes.IdentityOrTimestamp, Name(record, start, "timestamp"), timestamp.Raw(record), Rfc3339.Accepted);
        return null;
    }

    private static string Name(ReadOnlySpan<byte> record, int start, string field)
    {
        var path = JsonPath.At(record, start);
        return path is JsonPath.Root or "entity" ? field : $"{path}.{field}";
    }
}
