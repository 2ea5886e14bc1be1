using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>The accepted records of one batch, as one block of bytes that is logged and applied as it is.</summary>
/// <remarks>Immutable and thread-safe. Reading a record copies nothing: contents are slices of the block.</remarks>
public sealed class BatchPayload
{
    /// <summary>The most records a payload may have; the position of a record has 24 bits in the order of commits.</summary>
    public const int MaxRecordCount = 1 << 24;

    private readonly ReadOnlyMemory<byte> _block;
    private readonly PayloadHeader _header;
    private readonly int _recordsStart;
    private readonly int _identitiesStart;
    private readonly int _eventsStart;
    private readonly string[] _symbols;

    private BatchPayload(ReadOnlyMemory<byte> block, PayloadHeader header)
    {
        _block = block;
        _header = header;
        _recordsStart = PayloadLayout.HeaderSizeBytes + header.BlobLength;
        _identitiesStart = _recordsStart + (header.RecordCount + 1) * Unsafe.SizeOf<RecordEntry>();
        _eventsStart = _identitiesStart + header.IdentityCount * Unsafe.SizeOf<IdentityEntry>();
        var symbolsStart = _eventsStart + header.EventCount * Unsafe.SizeOf<EventEntry>();
        _symbols = new string[header.SymbolCount];
        var symbols = Table<SymbolEntry>(symbolsStart, header.SymbolCount);
        for (var i = 0; i < _symbols.Length; i++)
        {
            Check(symbols[i].Offset, symbols[i].Length, "symbol", i);
            _symbols[i] = Encoding.UTF8.GetString(Blob(symbols[i].Offset, symbols[i].Length).Span);
        }
    }

    /// <summary>Gets the number of records.</summary>
    public int RecordCount => _header.RecordCount;

    /// <summary>Gets the number of identities of all records, repeated ones counted.</summary>
    public int KeyCount => _header.IdentityCount;

    /// <summary>Gets the number of events of all records.</summary>
    public int EventCount => _header.EventCount;

    /// <summary>Gets the size of the encoded block.</summary>
    public int SizeBytes => _block.Length;

    /// <summary>Gets the distinct dataset ids and namespaces (lower case and as spelled) that entries refer to.</summary>
    internal IReadOnlyList<string> Symbols => _symbols;

    /// <summary>Returns how many identities a record has; at least 1.</summary>
    public int GetKeyCount(int record) => Records[record + 1].FirstIdentity - Records[record].FirstIdentity;

    /// <summary>Returns one identity of a record; 0 is the primary one.</summary>
    public IdentityKey GetKey(int record, int key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)key, (uint)GetKeyCount(record), nameof(key));
        return Identities[Records[record].FirstIdentity + key].Key;
    }

    /// <summary>Returns the identities of all records, one record after the other.</summary>
    public IdentityKey[] GetAllKeys()
    {
        var identities = Identities;
        var keys = new IdentityKey[identities.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = identities[i].Key;
        return keys;
    }

    /// <summary>Returns one record.</summary>
    public PayloadRecord GetRecord(int record)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)record, (uint)RecordCount, nameof(record));
        return new PayloadRecord(this, record);
    }

    /// <summary>Returns the block to store; decoding it gives an equal payload.</summary>
    public ReadOnlyMemory<byte> Encode() => _block;

    /// <summary>Reads a block made by <see cref="Encode"/>. Keeps a reference to it.</summary>
    /// <exception cref="InvalidDataException">The block is damaged or of another version; the message says which.</exception>
    public static BatchPayload Decode(ReadOnlyMemory<byte> block)
    {
        if (block.Length < PayloadLayout.HeaderSizeBytes) throw new InvalidDataException($"A batch payload has at least {PayloadLayout.HeaderSizeBytes} bytes, not {block.Length}.");
        var header = MemoryMarshal.Read<PayloadHeader>(block.Span);
        if (header.Magic != PayloadLayout.Magic) throw new InvalidDataException($"A batch payload starts with {PayloadLayout.Magic:x8}, not {header.Magic:x8}.");
        if (header.Version != PayloadLayout.Version) throw new InvalidDataException($"Batch payload version {header.Version} is not known; version {PayloadLayout.Version} is.");
        if (header.Checksum != XxHash3.HashToUInt64(block.Span[PayloadLayout.ChecksumStart..])) throw new InvalidDataException("The checksum of the batch payload does not match its bytes.");

        var expected = PayloadLayout.HeaderSizeBytes + (header.RecordCount + 1L) * Unsafe.SizeOf<RecordEntry>()
            + (long)header.IdentityCount * Unsafe.SizeOf<IdentityEntry>() + (long)header.EventCount * Unsafe.SizeOf<EventEntry>()
            + (long)header.SymbolCount * Unsafe.SizeOf<SymbolEntry>() + header.BlobLength;
        if (header.RecordCount is < 0 or > MaxRecordCount || header.IdentityCount < 0 || header.EventCount < 0 || header.SymbolCount < 0 || header.BlobLength < 0 || expected != block.Length)
            throw new InvalidDataException($"The tables of the batch payload need {expected} bytes, not {block.Length}.");

        var payload = new BatchPayload(block, header);
        payload.CheckReferences(); // applying a batch must not fail on its content
        return payload;
    }

    /// <summary>Wraps a block that was just made and so needs no checks.</summary>
    internal static BatchPayload OfBuilt(ReadOnlyMemory<byte> block, PayloadHeader header) => new(block, header);

    internal ReadOnlySpan<RecordEntry> Records => Table<RecordEntry>(_recordsStart, RecordCount + 1);

    internal ReadOnlySpan<IdentityEntry> Identities => Table<IdentityEntry>(_identitiesStart, _header.IdentityCount);

    internal ReadOnlySpan<EventEntry> Events => Table<EventEntry>(_eventsStart, _header.EventCount);

    internal ReadOnlyMemory<byte> Blob(int offset, int length) => _block.Slice(PayloadLayout.HeaderSizeBytes + offset, length);

    private ReadOnlySpan<T> Table<T>(int start, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_block.Span.Slice(start, count * Unsafe.SizeOf<T>()));

    private void CheckReferences()
    {
        var records = Records;
        for (var i = 0; i < RecordCount; i++)
        {
            var record = records[i];
            if (record.FirstIdentity < 0 || record.FirstIdentity >= records[i + 1].FirstIdentity || record.FirstEvent < 0 || record.FirstEvent > records[i + 1].FirstEvent)
                throw new InvalidDataException($"Record {i} of the batch payload has an impossible range of identities or events.");
            CheckSymbol(record.Dataset, "record", i);
            if (record.ContentLength >= 0) Check(record.ContentOffset, record.ContentLength, "record", i);
        }

        if (records[0].FirstIdentity != 0 || records[0].FirstEvent != 0 || records[RecordCount].FirstIdentity != _header.IdentityCount || records[RecordCount].FirstEvent != _header.EventCount)
            throw new InvalidDataException("The records of the batch payload do not cover its identities and events.");

        var identities = Identities;
        for (var i = 0; i < identities.Length; i++)
        {
            CheckSymbol(identities[i].Namespace, "identity", i);
            CheckSymbol(identities[i].NamespaceAsSpelled, "identity", i);
            Check(identities[i].ValueOffset, identities[i].ValueLength, "identity", i);
        }

        var events = Events;
        for (var i = 0; i < events.Length; i++)
        {
            CheckSymbol(events[i].Dataset, "event", i);
            Check(events[i].IdOffset, events[i].IdLength, "event", i);
            Check(events[i].ContentOffset, events[i].ContentLength, "event", i);
        }
    }

    private void CheckSymbol(int symbol, string what, int index)
    {
        if ((uint)symbol >= (uint)_symbols.Length) throw new InvalidDataException($"The {what} {index} of the batch payload refers to symbol {symbol} of {_symbols.Length}.");
    }

    private void Check(int offset, int length, string what, int index)
    {
        if (offset < 0 || length < 0 || offset > _header.BlobLength - length) throw new InvalidDataException($"The {what} {index} of the batch payload refers to bytes {offset} to {(long)offset + length} of {_header.BlobLength}.");
    }
}
