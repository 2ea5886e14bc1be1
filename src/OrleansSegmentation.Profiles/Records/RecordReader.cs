using System.Text.Json;
using System.Text.Unicode;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Reads XDM records. Bad records are listed with their reasons, the others become one <see cref="BatchPayload"/>.</summary>
/// <remarks>
/// A record is an XDM entity, or an envelope: <c>{ "datasetId"?, "timestamp"?, "schema"?, "entity": {…} }</c>. It is an event when the schema
/// says so or when it has both <c>_id</c> and <c>timestamp</c>, else a profile record. Works on bytes: memory beyond the payload does not
/// grow with the number of records.
/// </remarks>
public static class RecordReader
{
    /// <summary>Reads one JSON object per line; blank lines are skipped.</summary>
    /// <exception cref="ArgumentException">The default dataset id is none.</exception>
    public static ParsedBatch ReadNdjson(ReadOnlyMemory<byte> content, RecordReadOptions options)
    {
        using var collector = new Collector(options, content.Length);
        var rest = SkipByteOrderMark(content);
        for (var line = 1; !rest.IsEmpty; line++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var record = TrimBlanks(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!record.IsEmpty) collector.Add(record, line);
        }

        return collector.Finish();
    }

    /// <summary>Reads one JSON array of objects; the line of a rejection is the index plus one.</summary>
    /// <exception cref="ArgumentException">The default dataset id is none.</exception>
    /// <exception cref="MalformedArrayException">The content is not one JSON array; nothing of it is taken.</exception>
    public static ParsedBatch ReadJsonArray(ReadOnlyMemory<byte> content, RecordReadOptions options)
    {
        using var collector = new Collector(options, content.Length);
        var json = SkipByteOrderMark(content);
        var skipped = content.Length - json.Length;
        if (!Utf8.IsValid(json.Span)) throw new MalformedArrayException("It is not UTF-8.", skipped + Utf8Text.ValidPrefix(json.Span));
        try
        {
            var reader = new Utf8JsonReader(json.Span, RecordParser.ReaderOptions);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) throw new MalformedArrayException($"It starts with {RecordProblem.Show(json.Span[(int)reader.TokenStartIndex..])}.", skipped + reader.TokenStartIndex);

            for (var line = 1; reader.Read() && reader.TokenType != JsonTokenType.EndArray; line++)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                collector.Add(json[start..(int)reader.BytesConsumed], line);
            }

            reader.Read(); // throws when something follows the array
        }
        catch (JsonException exception)
        {
            throw new MalformedArrayException(RecordParser.DescribeSyntax(exception), skipped + RecordParser.BytePosition(exception, json.Span), exception);
        }

        return collector.Finish();
    }

    private static ReadOnlyMemory<byte> SkipByteOrderMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;

    private static ReadOnlyMemory<byte> TrimBlanks(ReadOnlyMemory<byte> line)
    {
        var start = line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
        if (start < 0) return default;
        return line[start..(line.Span.LastIndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') + 1)];
    }

    private sealed class Collector : IDisposable
    {
        private readonly BatchPayloadBuilder _builder;
        private readonly RecordParser _parser;
        private readonly List<RecordRejection> _rejections = [];
        private readonly int _maxListed;
        private int _received;
        private int _rejected;

        public Collector(RecordReadOptions options, int contentLength)
        {
            ArgumentNullException.ThrowIfNull(options);
            if (!DatasetId.IsValid(options.DefaultDatasetId)) throw new ArgumentException($"The dataset id \"{options.DefaultDatasetId}\" is not accepted. Accepted: {DatasetId.Accepted}.", nameof(options));
            _maxListed = options.MaxListedRejections;
            _builder = new BatchPayloadBuilder((int)Math.Min(contentLength + contentLength / 4L, int.MaxValue));
            _parser = new RecordParser(options, _builder);
        }

        public void Add(ReadOnlyMemory<byte> record, int line)
        {
            _received++;
            if (_parser.Parse(record) is not { } problem) return;
            _rejected++;
            if (_rejections.Count < _maxListed) _rejections.Add(new RecordRejection(line, problem.Code, problem.Message));
        }

        public ParsedBatch Finish() => new(_builder.Build(), _received, _rejected, _rejections);

        public void Dispose() => _builder.Release();
    }
}
