using System.Text.Json;
using System.Text.Unicode;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Reads one record after another from UTF-8 JSON into a payload, each in one pass over its tokens.</summary>
internal sealed class RecordParser(RecordReadOptions options, BatchPayloadBuilder builder)
{
    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    private readonly ValueScanner _scanner = new();
    private readonly EntityScan _outer = new();
    private readonly EntityScan _inner = new();
    private readonly RecordWriter _writer = new(options, builder);

    /// <summary>Takes one record.</summary>
    /// <returns>Why it was refused, or null.</returns>
    public RecordProblem? Parse(ReadOnlyMemory<byte> record)
    {
        if (FindInvalidUtf8(record.Span) is { } position)
            return new RecordProblem(RecordErrorCodes.Shape, $"record: byte 0x{record.Span[position]:X2} at position {position} is not accepted. Accepted: UTF-8.");
        if (record.Span[0] != '{') // without the reader, whose exceptions would make a file of another kind slow to refuse
            return RecordProblem.Value(RecordErrorCodes.Shape, "record", record.Span, "one JSON object");

        try
        {
            Scan(record.Span);
            if (_scanner.Problem is not null || !_scanner.NeedsRewrite) return _scanner.Problem ?? Take(record.Span);

            ReadOnlyMemory<byte> rewritten = DuplicateNames.Remove(record);
            Scan(rewritten.Span);
            return Take(rewritten.Span);
        }
        catch (JsonException exception)
        {
            return new RecordProblem(RecordErrorCodes.Shape, $"record: {DescribeSyntax(exception)} Byte position: {BytePosition(exception, record.Span)}. Accepted: one JSON object.");
        }
    }

    /// <summary>Says what the JSON reader did not accept, without its own position.</summary>
    internal static string DescribeSyntax(JsonException exception)
    {
        var message = exception.Message;
        var end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    /// <summary>Returns how many bytes stand before a syntax error.</summary>
    internal static long BytePosition(JsonException exception, ReadOnlySpan<byte> json)
    {
        var start = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--) start += json[start..].IndexOf((byte)'\n') + 1;
        return start + (exception.BytePositionInLine ?? 0);
    }

    private static int? FindInvalidUtf8(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text)) return null;
        return Utf8Text.ValidPrefix(text);
    }

    private void Scan(ReadOnlySpan<byte> record)
    {
        _scanner.Begin();
        _outer.Clear();
        var reader = new Utf8JsonReader(record, ReaderOptions);
        reader.Read();
        ScanEntity(ref reader, record, _outer);
        reader.Read(); // throws when something follows the object
    }

    private RecordProblem? Take(ReadOnlySpan<byte> record) =>
        _outer.IsEnvelope ? _writer.Write(record, _inner, _outer) : _writer.Write(record, _outer, envelope: null);

    private void ScanEntity(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, EntityScan entity)
    {
        _scanner.EnterObject(ref reader, record);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _scanner.AddName(ref reader, record);
            var start = (int)reader.TokenStartIndex;
            var field = EntityFields.Find(ref reader);
            reader.Read();
            if (field == EntityField.Entity && entity == _outer && reader.TokenType == JsonTokenType.StartObject)
            {
                ScanEnvelopedEntity(ref reader, record);
                continue;
            }

            var value = ScanField(ref reader, record, entity, field);
            Keep(entity, field, value, (start, (int)reader.BytesConsumed - start));
        }
    }

    private void ScanEnvelopedEntity(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        _outer.IsEnvelope = true;
        _inner.Clear();
        _scanner.SetEntityDepth(reader.CurrentDepth);
        ScanEntity(ref reader, record, _inner);
        _scanner.SetEntityDepth(0);
    }

    private ScannedValue ScanField(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, EntityScan entity, EntityField field)
    {
        var type = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        var isEscaped = type == JsonTokenType.String && reader.ValueIsEscaped;
        if (field == EntityField.Events && type == JsonTokenType.StartArray) ScanEvents(ref reader, record, entity);
        else _scanner.Scan(ref reader, record);
        if (field == EntityField.Events && type is not (JsonTokenType.StartArray or JsonTokenType.Null))
            entity.Problem ??= RecordProblem.Value(RecordErrorCodes.Shape, JsonPath.At(record, start), record[start..(int)reader.BytesConsumed], "a list of events");
        return new ScannedValue(type, start, (int)reader.BytesConsumed - start, isEscaped);
    }

    private static void Keep(EntityScan entity, EntityField field, ScannedValue value, (int Start, int Length) nameAndValue)
    {
        switch (field)
        {
            case EntityField.IdentityMap:
                entity.IdentityMap = value;
                return;
            case EntityField.Events or EntityField.SegmentMembership:
                return; // events were noted one by one; membership is never taken from outside
            case EntityField.Identities:
                entity.Identities = value;
                entity.IdentitiesAttribute = entity.Attributes.Count;
                break;
            case EntityField.Id:
                entity.Id = value;
                break;
            case EntityField.Timestamp:
                entity.Timestamp = value;
                break;
            case EntityField.LastModified:
                entity.LastModified = value;
                break;
            case EntityField.DatasetId:
                entity.DatasetId = value;
                break;
            case EntityField.Schema:
                entity.Schema = value;
                break;
        }

        if (value.Type != JsonTokenType.Null) entity.Attributes.Add(nameAndValue);
    }

    private void ScanEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, EntityScan entity)
    {
        _scanner.EnterList(ref reader, record);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                _scanner.Scan(ref reader, record);
                entity.Problem ??= RecordProblem.Value(RecordErrorCodes.Shape, JsonPath.At(record, start), record[start..(int)reader.BytesConsumed], "an event, which is an object with _id and timestamp");
                continue;
            }

            ScanEvent(ref reader, record, entity, start);
        }
    }

    private void ScanEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, EntityScan entity, int start)
    {
        _scanner.EnterObject(ref reader, record);
        ScannedValue id = default, timestamp = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _scanner.AddName(ref reader, record);
            var field = EntityFields.Find(ref reader);
            reader.Read();
            var value = ScanField(ref reader, record, entity, field == EntityField.Events ? EntityField.Other : field);
            if (field == EntityField.Id) id = value;
            else if (field == EntityField.Timestamp) timestamp = value;
        }

        if (_scanner.Problem is not null) return; // the record is refused, and its texts may not be readable
        var problem = EventRules.Check(record, start, id, timestamp, out var milliseconds);
        if (problem is null) entity.Events.Add(new EventScan(start, (int)reader.BytesConsumed - start, id, milliseconds));
        else entity.Problem ??= problem;
    }
}
