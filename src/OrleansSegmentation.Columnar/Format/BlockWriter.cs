using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace OrleansSegmentation.Columnar.Format;

/// <summary>Writes blocks one after the other and knows where they are.</summary>
internal sealed class BlockWriter(Stream stream)
{
    private readonly XxHash3 _hash = new();
    private long _start = FileLayout.HeaderLength;
    private long _end = FileLayout.HeaderLength;

    /// <summary>Adds an array to the block being written.</summary>
    public void Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        stream.Write(bytes);
        _hash.Append(bytes);
        _end += bytes.Length;
    }

    /// <summary>Ends the block; the next one starts where it ends.</summary>
    public BlockEntry End()
    {
        var entry = new BlockEntry(_start, _end - _start, _hash.GetCurrentHashAsUInt64());
        _hash.Reset();
        _start = _end;
        return entry;
    }
}
