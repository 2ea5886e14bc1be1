using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Collects records into a <see cref="BatchPayload"/>. The caller has checked everything; nothing is taken back.</summary>
/// <remarks>Texts and contents are written where they stay; only the tables, which are small, are copied once.</remarks>
internal sealed class BatchPayloadBuilder
{
    private const int MinCapacity = 512;

    private readonly List<string> _symbols = [];
    private readonly Dictionary<string, int> _symbolByText = new(StringComparer.Ordinal);
    private PooledTable<RecordEntry> _records = new();
    private PooledTable<IdentityEntry> _identities = new();
    private PooledTable<EventEntry> _events = new();
    private byte[] _block;
    private int _length = PayloadLayout.HeaderSizeBytes;
    private int _firstIdentity;
    private int _firstEvent;

    /// <summary>Creates an empty builder.</summary>
    /// <param name="sizeHintBytes">About how large the payload will be. Memory that is not written is not used.</param>
    public BatchPayloadBuilder(int sizeHintBytes) =>
        _block = GC.AllocateUninitializedArray<byte>(Math.Clamp(sizeHintBytes, MinCapacity, Array.MaxLength));

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
        var offset = _length;
        bytes.CopyTo(Reserve(bytes.Length));
        return offset - PayloadLayout.HeaderSizeBytes;
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

    /// <summary>Makes the payload. The builder is used up.</summary>
    public BatchPayload Build()
    {
        var recordCount = _records.Count;
        _records.Add(new RecordEntry(0, 0, _identities.Count, _events.Count, 0, -1));
        var symbols = new SymbolEntry[_symbols.Count];
        for (var i = 0; i < symbols.Length; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(_symbols[i]);
            symbols[i] = new SymbolEntry(Append(bytes), bytes.Length);
        }

        var blobLength = _length - PayloadLayout.HeaderSizeBytes;
        var header = new PayloadHeader(PayloadLayout.Magic, PayloadLayout.Version, 0, recordCount, _identities.Count, _events.Count, symbols.Length, blobLength, 0);
        Put(_records.Items);
        Put(_identities.Items);
        Put(_events.Items);
        Put<SymbolEntry>(symbols);
        Release();

        MemoryMarshal.Write(_block, header);
        header = header with { Checksum = XxHash3.HashToUInt64(_block.AsSpan(PayloadLayout.ChecksumStart, _length - PayloadLayout.ChecksumStart)) };
        MemoryMarshal.Write(_block, header);
        return BatchPayload.OfBuilt(_block.AsMemory(0, _length), header);
    }

    /// <summary>Gives pooled memory back; also when nothing is built.</summary>
    public void Release()
    {
        _records.Release();
        _identities.Release();
        _events.Release();
    }

    private void Put<T>(ReadOnlySpan<T> entries)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(entries);
        bytes.CopyTo(Reserve(bytes.Length));
    }

    private Span<byte> Reserve(int count)
    {
        if (_block.Length - _length < count) Grow(count);
        _length += count;
        return _block.AsSpan(_length - count, count);
    }

    private void Grow(int count)
    {
        var needed = checked(_length + count);
        var larger = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(_block.Length * 3L / 2, needed, Math.Max(needed, Array.MaxLength)));
        _block.AsSpan(0, _length).CopyTo(larger);
        _block = larger;
    }
}
