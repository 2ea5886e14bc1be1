using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Reads the identities of one record, from <c>identityMap</c> or <c>identities</c>.</summary>
internal sealed class IdentityReader
{
    private const string AcceptedMap = """an object such as {"Email":[{"id":"ana@example.com","primary":true}]}""";
    private const string AcceptedId = "a string that is not empty";
    private const string AcceptedPrimary = "true or false";
    private const string AcceptedList = """a list such as [{"id":"ana@example.com","namespace":{"code":"Email"},"primary":true}]""";

    private readonly List<Entry> _entries = [];
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly HashSet<UInt128> _keys = [];
    private int _primary;

    /// <summary>Gets whether <c>identities</c>, not <c>identityMap</c>, said who it is.</summary>
    public bool UsedIdentities { get; private set; }

    /// <summary>Reads the identities of an entity.</summary>
    /// <returns>What is wrong, or null.</returns>
    public RecordProblem? Read(EntityScan entity, ReadOnlySpan<byte> record)
    {
        _entries.Clear();
        _text.ResetWrittenCount();
        _keys.Clear();
        _primary = -1;
        UsedIdentities = false;
        if (entity.IdentityMap.HasValue && ReadMap(entity.IdentityMap, record) is { } mapProblem) return mapProblem;
        if (_entries.Count == 0 && entity.Identities.HasValue)
        {
            UsedIdentities = true;
            if (ReadList(entity.Identities, record) is { } listProblem) return listProblem;
        }

        return _entries.Count > 0 ? null : RecordProblem.Missing(RecordErrorCodes.IdentityOrTimestamp, "identityMap", $"at least one identity, in identityMap ({AcceptedMap}) or in identities");
    }

    /// <summary>Adds what was read to the record that is being built, the primary identity first.</summary>
    public void AddTo(BatchPayloadBuilder builder)
    {
        var primary = Math.Max(_primary, 0);
        Add(builder, _entries[primary]);
        for (var i = 0; i < _entries.Count; i++)
        {
            if (i != primary) Add(builder, _entries[i]);
        }
    }

    private void Add(BatchPayloadBuilder builder, Entry entry)
    {
        var text = _text.WrittenSpan;
        builder.AddIdentity(
            entry.Key, builder.Symbol(entry.LowerNamespace.In(text)), builder.Symbol(entry.Namespace.In(text)), entry.Value.In(text));
    }

    // { "<namespace>": [ { "id": string, "primary"?: bool, … }, … ], … }
    private RecordProblem? ReadMap(ScannedValue map, ReadOnlySpan<byte> record)
    {
        var json = map.Raw(record);
        if (map.Type != JsonTokenType.StartObject) return Wrong("identityMap", json, AcceptedMap);
        var reader = Open(json);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.IsEmpty) return Wrong("identityMap", json, "namespace codes that are not empty");
            var ns = KeepText(ref reader);
            var lower = KeepLower(ns);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            if (reader.TokenType != JsonTokenType.StartArray) return WrongHere(ref reader, json, "identityMap", """a list such as [{"id":"ana@example.com"}]""");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (ReadItem(ref reader, json, "identityMap", ns, lower) is { } problem) return problem;
            }
        }

        return null;
    }

    // [ { "id": string, "namespace": { "code": string }, "primary"?: bool }, … ]
    private RecordProblem? ReadList(ScannedValue list, ReadOnlySpan<byte> record)
    {
        var json = list.Raw(record);
        if (list.Type != JsonTokenType.StartArray) return Wrong("identities", json, AcceptedList);
        var reader = Open(json);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadItem(ref reader, json, "identities", default, default) is { } problem) return problem;
        }

        return null;
    }

    private RecordProblem? ReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string field, Slice ns, Slice lower)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return WrongHere(ref reader, json, field, """an object such as {"id":"ana@example.com","primary":true}""");
        var start = reader.TokenStartIndex;
        Slice? id = null;
        var isPrimary = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            var isFlag = reader.ValueTextEquals("primary"u8);
            var isNamespace = field == "identities" && reader.ValueTextEquals("namespace"u8);
            reader.Read();
            if (isId)
            {
                if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty) return WrongHere(ref reader, json, field, AcceptedId);
                id = KeepText(ref reader);
            }
            else if (isFlag)
            {
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)) return WrongHere(ref reader, json, field, AcceptedPrimary);
                isPrimary = reader.TokenType == JsonTokenType.True;
            }
            else if (isNamespace)
            {
                if (ReadNamespace(ref reader, json, ref ns, ref lower) is { } problem) return problem;
            }
            else
            {
                reader.Skip();
            }
        }

        if (id is not { } value) return MissingIn(json, start, field, "id", AcceptedId);
        if (lower.Length == 0) return MissingIn(json, start, field, "namespace.code", AcceptedId);
        Keep(ns, lower, value, isPrimary);
        return null;
    }

    private RecordProblem? ReadNamespace(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ref Slice ns, ref Slice lower)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return WrongHere(ref reader, json, "identities", """an object such as {"code":"Email"}""");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (!isCode)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty) return WrongHere(ref reader, json, "identities", AcceptedId);
            ns = KeepText(ref reader);
            lower = KeepLower(ns);
        }

        return null;
    }

    private void Keep(Slice ns, Slice lower, Slice value, bool isPrimary)
    {
        var isEmail = lower.In(_text.WrittenSpan).SequenceEqual("email"u8);
        if (isEmail) value = KeepLower(value);
        var key = IdentityKey.OfNormalized(lower.In(_text.WrittenSpan), value.In(_text.WrittenSpan));
        if (_keys.Add(key.Value)) _entries.Add(new Entry(key, ns, lower, value));
        if (isPrimary && _primary < 0) _primary = _entries.FindIndex(entry => entry.Key == key);
    }

    private Slice KeepText(ref Utf8JsonReader reader)
    {
        var start = _text.WrittenCount;
        var room = _text.GetSpan(reader.ValueSpan.Length);
        _text.Advance(reader.CopyString(room));
        return new Slice(start, _text.WrittenCount - start);
    }

    private Slice KeepLower(Slice slice)
    {
        var text = slice.In(_text.WrittenSpan);
        if (Ascii.IsValid(text))
        {
            if (!text.ContainsAnyInRange((byte)'A', (byte)'Z')) return slice;
            var room = _text.GetSpan(text.Length);
            Ascii.ToLower(slice.In(_text.WrittenSpan), room, out var written);
            _text.Advance(written);
            return new Slice(_text.WrittenCount - written, written);
        }

        var lower = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).ToLowerInvariant());
        _text.Write(lower);
        return new Slice(_text.WrittenCount - lower.Length, lower.Length);
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 * ValueScanner.MaxLevels });
        reader.Read();
        return reader;
    }

    private static RecordProblem Wrong(string field, ReadOnlySpan<byte> rawValue, string accepted) =>
        RecordProblem.Value(RecordErrorCodes.IdentityOrTimestamp, field, rawValue, accepted);

    private static RecordProblem WrongHere(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string field, string accepted)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Wrong(Join(field, JsonPath.At(json, start)), json[start..(int)reader.BytesConsumed], accepted);
    }

    private static RecordProblem MissingIn(ReadOnlySpan<byte> json, long itemStart, string field, string name, string accepted) =>
        RecordProblem.Missing(RecordErrorCodes.IdentityOrTimestamp, $"{Join(field, JsonPath.At(json, itemStart))}.{name}", accepted);

    private static string Join(string field, string path) => path.StartsWith('[') ? field + path : $"{field}.{path}";

    private readonly record struct Slice(int Start, int Length)
    {
        public ReadOnlySpan<byte> In(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
    }

    private readonly record struct Entry(IdentityKey Key, Slice Namespace, Slice LowerNamespace, Slice Value);
}
