using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Decides what a scanned record is, checks its fields and adds it to the payload as a whole or not at all.</summary>
internal sealed class RecordWriter(RecordReadOptions options, BatchPayloadBuilder builder)
{
    private const string EventSchema = "_xdm.context.experienceevent";
    private const string ProfileSchema = "_xdm.context.profile";

    private readonly IdentityReader _identities = new();
    private readonly int _defaultDataset = builder.Symbol(options.DefaultDatasetId);

    /// <summary>Adds a record.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="envelope">What is around it, if anything.</param>
    /// <returns>Why it was refused, or null.</returns>
    public RecordProblem? Write(ReadOnlySpan<byte> record, EntityScan entity, EntityScan? envelope)
    {
        if (ReadDataset(record, envelope, out var dataset) is { } datasetProblem) return datasetProblem;
        if (ReadSchema(record, envelope, out var isMarkedEvent) is { } schemaProblem) return schemaProblem;
        if (ReadTimestamp(record, envelope?.Timestamp ?? default, "timestamp", out var envelopeTime) is { } timeProblem) return timeProblem;
        if (_identities.Read(entity, record) is { } identityProblem) return identityProblem;
        if (entity.Problem is not null) return entity.Problem;

        return isMarkedEvent || (entity.Id.HasValue && entity.Timestamp.HasValue)
            ? WriteEvent(record, entity, dataset)
            : WriteProfile(record, entity, dataset, envelopeTime);
    }

    private RecordProblem? WriteEvent(ReadOnlySpan<byte> record, EntityScan entity, int dataset)
    {
        if (EventRules.Check(record, 0, entity.Id, entity.Timestamp, out var timestamp) is { } problem) return problem;

        _identities.AddTo(builder);
        AddEvent(record, dataset, entity.Id, timestamp, AppendObject(record, entity, withIdentityMap: true));
        AddInlineEvents(record, entity, dataset);
        builder.AddRecord(dataset, timestamp, 0, -1);
        return null;
    }

    private RecordProblem? WriteProfile(ReadOnlySpan<byte> record, EntityScan entity, int dataset, long? envelopeTime)
    {
        // envelope, then _lastModified, then timestamp, then the receive time
        var time = envelopeTime;
        if (time is null && ReadTimestamp(record, entity.LastModified, "_lastModified", out time) is { } modifiedProblem) return modifiedProblem;
        if (time is null && ReadTimestamp(record, entity.Timestamp, "timestamp", out time) is { } problem) return problem;

        _identities.AddTo(builder);
        AddInlineEvents(record, entity, dataset);
        var (offset, length) = AppendObject(record, entity, withIdentityMap: false);
        builder.AddRecord(dataset, time ?? options.ReceivedTimeMs, offset, length);
        return null;
    }

    private RecordProblem? ReadDataset(ReadOnlySpan<byte> record, EntityScan? envelope, out int dataset)
    {
        dataset = _defaultDataset;
        if (envelope is null || !envelope.DatasetId.HasValue) return null;
        if (envelope.DatasetId.Type != JsonTokenType.String || !DatasetId.IsValid(envelope.DatasetId.Text(record)))
            return RecordProblem.Value(RecordErrorCodes.Shape, "datasetId", envelope.DatasetId.Raw(record), DatasetId.Accepted);
        dataset = builder.Symbol(envelope.DatasetId.Text(record));
        return null;
    }

    private static RecordProblem? ReadSchema(ReadOnlySpan<byte> record, EntityScan? envelope, out bool isEvent)
    {
        isEvent = false;
        if (envelope is null || !envelope.Schema.HasValue) return null;
        if (envelope.Schema.Type == JsonTokenType.String)
        {
            var text = envelope.Schema.Text(record);
            isEvent = text.SequenceEqual("_xdm.context.experienceevent"u8);
            if (isEvent || text.SequenceEqual("_xdm.context.profile"u8)) return null;
        }

        return RecordProblem.Value(RecordErrorCodes.Shape, "schema", envelope.Schema.Raw(record), $"\"{ProfileSchema}\" or \"{EventSchema}\"");
    }

    private static RecordProblem? ReadTimestamp(ReadOnlySpan<byte> record, ScannedValue value, string field, out long? milliseconds)
    {
        milliseconds = null;
        if (!value.HasValue) return null;
        if (value.Type != JsonTokenType.String || !Rfc3339.TryParse(value.Text(record), out var parsed))
            return RecordProblem.Value(RecordErrorCodes.IdentityOrTimestamp, field, value.Raw(record), Rfc3339.Accepted);
        milliseconds = parsed;
        return null;
    }

    private void AddInlineEvents(ReadOnlySpan<byte> record, EntityScan entity, int dataset)
    {
        foreach (var item in entity.Events)
            AddEvent(record, dataset, item.Id, item.TimestampMs, (builder.Append(record.Slice(item.Start, item.Length)), item.Length));
    }

    private void AddEvent(ReadOnlySpan<byte> record, int dataset, ScannedValue id, long timestampMs, (int Offset, int Length) content)
    {
        var idText = id.Text(record);
        builder.AddEvent(new EventEntry(dataset, timestampMs, builder.Append(idText), idText.Length, content.Offset, content.Length));
    }

    private (int Offset, int Length) AppendObject(ReadOnlySpan<byte> record, EntityScan entity, bool withIdentityMap)
    {
        var start = builder.Append("{"u8);
        var end = start + 1;
        for (var i = 0; i < entity.Attributes.Count; i++)
        {
            // The list that said who it is comes back as identityMap.
            if (i == entity.IdentitiesAttribute && _identities.UsedIdentities) continue;
            Put(record.Slice(entity.Attributes[i].Start, entity.Attributes[i].Length));
        }

        if (withIdentityMap && entity.IdentityMap.HasValue)
        {
            Put("\"identityMap\":"u8);
            end = builder.Append(entity.IdentityMap.Raw(record)) + entity.IdentityMap.Length;
        }

        return (start, builder.Append("}"u8) + 1 - start);

        void Put(ReadOnlySpan<byte> bytes)
        {
            if (end > start + 1) builder.Append(","u8);
            end = builder.Append(bytes) + bytes.Length;
        }
    }
}
