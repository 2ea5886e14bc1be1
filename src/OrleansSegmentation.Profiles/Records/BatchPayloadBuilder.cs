using System.Buffers;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Collects records into a <see cref="BatchPayload"/>. The caller has checked everything; nothing is taken back.</summary>
/// <param name="sizeHintBytes">About how many bytes of content will come.</param>
internal sealed class BatchPayloadBuilder(int sizeHintBytes)
{
    private readonly List<RecordEntry> _records = [];
    private readonly List<IdentityEntry> _identities = [];
    private readonly List<EventEntry> _events = [];
    private readonly List<string> _symbols = [];
    private readonly Dictionary<string, int> _symbolByText = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _blob = new(Math.Max(sizeHintBytes, 256));

    /// <summary>Gets how many records were added.</summary>
    public int RecordCount => _records.Count;

    /// <summary>Returns the symbol for a dataset id or namespace.</summary>
    public int Symbol(ReadOnlySpan<byte> utf8)
    {
        const int StackLimitCharacters = 256;
        if (utf8.Length > StackLimitCharacters) return Symbol(Encoding.UTF8.GetString(utf8));
        Span<char> text = stackalloc char[StackLimitCharacters];
        var length = Encoding.UTF8.GetChars(utf8, text);
        var lookup = _symbolByText.GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.TryGetValue(text[..length], out var symbol) ? symbol : Symbol(new string(text[..length]));
    }

    /// <summary>Returns the symbol for a dataset id or namespace.</summary>
    public int Symbol(string text)
    {
        if (_symbolByText.TryGetValue(text, out var symbol)) return symbol;
        _symbols.Add(text);
        _symbolByText.Add(text, _symbols.Count - 1);
        return _symbols.Count - 1;
    }

    /// <summary>Copies bytes into the block and returns where they are.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var offset = _blob.WrittenCount;
        _blob.Write(bytes);
        return offset;
    }

    /// <summary>Adds an identity of the record added next; the primary one first.</summary>
    public void AddIdentity(IdentityKey key, int ns, int namespaceAsSpelled, ReadOnlySpan<byte> value) => _identities.Add(new IdentityEntry(
        (ulong)(key.Value >> 64), (ulong)key.Value, ns, namespaceAsSpelled, Append(value), value.Length));

    /// <summary>Adds an event of the record added next.</summary>
    public void AddEvent(EventEntry entry) => _events.Add(entry);

    /// <summary>Adds a record with the identities and events added since the last one.</summary>
    public void AddRecord(int dataset, long timestampMs, int contentOffset, int contentLength)
    {
        _records.Add(new RecordEntry(dataset, timestampMs, _firstIdentity, _firstEvent, contentOffset, contentLength));
        _firstIdentity = _identities.Count;
        _firstEvent = _events.Count;
    }

    private int _firstIdentity;
    private int _firstEvent;

    /// <summary>Makes the payload. The builder is used up.</summary>
    public BatchPayload Build()
    {
        var recordCount = _records.Count;
        _records.Add(new RecordEntry(0, 0, _identities.Count, _events.Count, 0, -1));
        var symbolEntries = new SymbolEntry[_symbols.Count];
        for (var i = 0; i < symbolEntries.Length; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(_symbols[i]);
            symbolEntries[i] = new SymbolEntry(Append(bytes), bytes.Length);
        }

        var size = checked(PayloadLayout.HeaderSizeBytes + _records.Count * Unsafe.SizeOf<RecordEntry>() + _identities.Count * Unsafe.SizeOf<IdentityEntry>()
            + _events.Count * Unsafe.SizeOf<EventEntry>() + symbolEntries.Length * Unsafe.SizeOf<SymbolEntry>() + _blob.WrittenCount);
        var block = GC.AllocateUninitializedArray<byte>(size);
        var rest = block.AsSpan(PayloadLayout.HeaderSizeBytes);
        Put(CollectionsMarshal.AsSpan(_records), ref rest);
        Put(CollectionsMarshal.AsSpan(_identities), ref rest);
        Put(CollectionsMarshal.AsSpan(_events), ref rest);
        Put(symbolEntries.AsSpan(), ref rest);
        _blob.WrittenSpan.CopyTo(rest);

        var header = new PayloadHeader(
            PayloadLayout.Magic, PayloadLayout.Version, 0, recordCount, _identities.Count, _events.Count, symbolEntries.Length, _blob.WrittenCount, 0);
        MemoryMarshal.Write(block, header);
        MemoryMarshal.Write(block, header with { Checksum = XxHash3.HashToUInt64(block.AsSpan(PayloadLayout.ChecksumStart)) });
        return BatchPayload.Decode(block);
    }

    private static void Put<T>(Span<T> entries, ref Span<byte> rest)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(entries);
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
