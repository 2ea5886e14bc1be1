using System.Buffers;

namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>Consecutive records as the body of one request. Its memory is used again for the next one: an import owns a fixed number of these.</summary>
/// <param name="targetBytes">When it counts as full; it may become longer by one record.</param>
internal sealed class Chunk(int targetBytes) : IBufferWriter<byte>
{
    /// <summary>The longest record that is sent; with the largest target it stays below the 64 MiB that a server takes.</summary>
    public const int MaxRecordBytes = 32 << 20;

    /// <summary>The most records of one chunk, so that the server can list each one that it refuses.</summary>
    public const int MaxRecords = 50_000;

    private const int LeastFreeBytes = 4096;

    private readonly List<RecordPlace> _places = [];
    private readonly List<RecordRejection> _rejections = [];
    private byte[] _buffer = [];

    /// <summary>Gets its number in the file, from 0.</summary>
    public long Number { get; private set; }

    /// <summary>Gets where it begins.</summary>
    public SourcePosition Start { get; private set; }

    /// <summary>Gets or sets where the next one begins.</summary>
    public SourcePosition End { get; set; }

    /// <summary>Gets or sets how much of the file is read with it, from 0 to 1.</summary>
    public double Share { get; set; }

    /// <summary>Gets how many bytes it holds.</summary>
    public int Length { get; private set; }

    /// <summary>Gets how many bytes of memory it occupies.</summary>
    public int CapacityBytes => _buffer.Length;

    /// <summary>Gets when it counts as full.</summary>
    public int TargetBytes { get; } = targetBytes;

    /// <summary>Gets the records, one per line.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, Length);

    /// <summary>Gets the records that were found unusable before sending; they are not in the body.</summary>
    public IReadOnlyList<RecordRejection> Rejections => _rejections;

    /// <summary>Gets whether it holds as much as it should.</summary>
    public bool IsFull => Length >= TargetBytes || _places.Count >= MaxRecords || _rejections.Count >= MaxRecords;

    /// <summary>Empties it for the next part of the file.</summary>
    public void Begin(long number, SourcePosition start)
    {
        (Number, Start, End, Length) = (number, start, start, 0);
        _places.Clear();
        _rejections.Clear();
        // One huge record must not keep its memory for the rest of the import.
        if (_buffer.Length > 2L * TargetBytes || _buffer.Length == 0) _buffer = GC.AllocateUninitializedArray<byte>(TargetBytes + LeastFreeBytes);
    }

    /// <summary>Notes where the record that was just written stands. Formats whose records are lines need not.</summary>
    public void AddPlace(RecordPlace place) => _places.Add(place);

    /// <summary>Notes a record that is not sent.</summary>
    public void Reject(RecordRejection rejection) => _rejections.Add(rejection);

    /// <summary>Returns where a record of the body stands in the file.</summary>
    /// <param name="line">Its one-based line in the body.</param>
    public RecordPlace PlaceOf(int line) =>
        _places.Count == 0 ? new RecordPlace(Start.Lines + line, null) : line >= 1 && line <= _places.Count ? _places[line - 1] : default;

    /// <summary>Drops what was written after a length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length) return;
        // A quarter more, not twice as much: chunks seldom grow, and then by one record.
        Array.Resize(ref _buffer, Math.Max(needed + LeastFreeBytes, _buffer.Length + (_buffer.Length >> 2)));
    }
}
