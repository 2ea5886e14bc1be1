using System.Buffers;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>The bytes of fragments, events and identity values, end to end; an address never changes its meaning.</summary>
/// <remarks>
/// New bytes are kept in memory blocks. After a checkpoint wrote a range of addresses to a file, that file takes the place of the blocks;
/// rows go on pointing to the same addresses.
/// </remarks>
internal sealed class ContentLog
{
    private const int MinBlockBytes = 64 * 1024;
    private const int MaxBlockBytes = 4 * 1024 * 1024;

    private readonly List<ContentSegment> _segments = [];
    private ContentSegment? _open;

    /// <summary>Gets the address of the next byte.</summary>
    public long End { get; private set; }

    /// <summary>Gets the bytes held in memory.</summary>
    public long MemoryBytes => _segments.Where(static segment => segment.File is null).Sum(static segment => segment.Length);

    /// <summary>Gets the parts in order of addresses.</summary>
    public IReadOnlyList<ContentSegment> Segments => _segments;

    /// <summary>Appends bytes and returns their address.</summary>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        if (_open is null || _open.Memory.Length - _open.Length < bytes.Length) _open = OpenBlock(bytes.Length);
        var address = End;
        bytes.CopyTo(_open.Memory.AsSpan((int)_open.Length));
        _open.Length += bytes.Length;
        _open.LiveBytes += bytes.Length;
        End += bytes.Length;
        return address;
    }

    /// <summary>Tells that bytes are needed no more.</summary>
    public void Free(long address, int length) => Find(address).LiveBytes -= length;

    /// <summary>Returns bytes; those of a file are copied through <paramref name="buffer"/>.</summary>
    public ReadOnlyMemory<byte> Read(long address, int length, ContentBuffer buffer)
    {
        if (length == 0) return default;
        var segment = Find(address);
        if (segment.File is null) return segment.Memory.AsMemory((int)(address - segment.Start), length);
        var bytes = buffer.Rent(length);
        segment.File.Read(address - segment.Start, bytes.Span);
        return bytes;
    }

    /// <summary>Ends the block being filled, so that a range of addresses ends with a block.</summary>
    public void Seal() => _open = null;

    /// <summary>Puts a file in the place of the memory blocks of a range, or of an empty place when loading. Nothing read from these blocks may be used any more.</summary>
    public void Attach(long start, long length, ContentFile file)
    {
        var first = _segments.FindIndex(segment => segment.Start >= start);
        if (first < 0) first = _segments.Count;
        var last = first;
        long liveBytes = 0;
        for (; last < _segments.Count && _segments[last].Start < start + length; last++)
        {
            liveBytes += _segments[last].LiveBytes;
            if (_segments[last].Memory.Length > 0) ArrayPool<byte>.Shared.Return(_segments[last].Memory); // the next blocks of any partition
        }

        _segments.RemoveRange(first, last - first);
        _segments.Insert(first, new ContentSegment { Start = start, Length = length, File = file, LiveBytes = liveBytes });
        End = Math.Max(End, start + length);
    }

    /// <summary>Counts bytes of a row that was loaded as needed.</summary>
    public void Keep(long address, int length) => Find(address).LiveBytes += length;

    /// <summary>Forgets a part that nothing points into.</summary>
    public void Remove(ContentSegment segment) => _segments.Remove(segment);

    /// <summary>Goes on after addresses that were used before, when loading.</summary>
    public void ContinueAt(long end) => End = Math.Max(End, end);

    private ContentSegment OpenBlock(int neededBytes)
    {
        var size = Math.Clamp((int)Math.Min(MemoryBytes, MaxBlockBytes), MinBlockBytes, MaxBlockBytes);
        var block = new ContentSegment { Start = End, Memory = ArrayPool<byte>.Shared.Rent(Math.Max(size, neededBytes)) };
        _segments.Add(block);
        return block;
    }

    private ContentSegment Find(long address)
    {
        var low = 0;
        var high = _segments.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_segments[middle].Start <= address) low = middle;
            else high = middle - 1;
        }

        return _segments[low];
    }
}

/// <summary>A range of addresses: a block of memory, or a file.</summary>
internal sealed class ContentSegment
{
    public required long Start { get; init; }

    public byte[] Memory { get; init; } = [];

    public ContentFile? File { get; init; }

    public long Length { get; set; }

    /// <summary>Gets or sets how many bytes rows point to.</summary>
    public long LiveBytes { get; set; }
}

/// <summary>Memory for bytes read from files while one cluster is looked at.</summary>
internal sealed class ContentBuffer
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _used;

    /// <summary>Makes all memory free again; what was rented must be needed no more.</summary>
    public void Clear() => _used = 0;

    /// <summary>Returns memory that stays untouched until <see cref="Clear"/>.</summary>
    public Memory<byte> Rent(int length)
    {
        if (_bytes.Length - _used < length)
        {
            _bytes = new byte[Math.Max(2 * _bytes.Length, length)]; // what was rented keeps the array before
            _used = 0;
        }

        _used += length;
        return _bytes.AsMemory(_used - length, length);
    }
}
