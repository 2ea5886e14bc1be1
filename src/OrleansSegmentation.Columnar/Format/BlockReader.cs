using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace OrleansSegmentation.Columnar.Format;

/// <summary>Reads blocks, array by array, and checks each block's checksum. Reads ahead, because small blocks lie next to each other.</summary>
internal sealed class BlockReader(IBlockSource source)
{
    private const int ReadAheadBytes = 1 << 20;

    private readonly XxHash3 _hash = new();
    private byte[] _buffer = [];
    private long _bufferStart;
    private int _bufferLength;
    private BlockEntry _block;
    private string _name = string.Empty;
    private long _position;

    /// <summary>Starts a block. <paramref name="name"/> is for error messages.</summary>
    public void Begin(BlockEntry block, string name)
    {
        _block = block;
        _name = name;
        if (block.Offset < FileLayout.HeaderLength || block.Length < 0 || block.Offset > source.Length - block.Length)
            throw Damaged($"It would reach from byte {block.Offset} for {block.Length} bytes, outside the file of {source.Length} bytes.");
        _position = block.Offset;
        _hash.Reset();
    }

    /// <summary>Reads the next array of the block.</summary>
    public T[] Read<T>(int count)
        where T : unmanaged
    {
        // before the array is allocated: a count out of place must not become an out-of-memory error
        if (count < 0 || (long)count * Marshal.SizeOf<T>() > _block.Offset + _block.Length - _position)
            throw Damaged($"Its {_block.Length} bytes are too few for {count} values more.");
        var values = new T[count];
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        Fill(bytes);
        _hash.Append(bytes);
        _position += bytes.Length;
        return values;
    }

    /// <summary>Ends the block: everything is read and the checksum fits.</summary>
    public void End()
    {
        if (_position != _block.Offset + _block.Length) throw Damaged($"It has {_block.Offset + _block.Length - _position} bytes too many.");
        if (_hash.GetCurrentHashAsUInt64() != _block.Checksum) throw Damaged("The checksum does not fit.");
    }

    /// <summary>Makes the error that names file and block.</summary>
    public ColumnFileDamagedException Damaged(string problem) => new(source.Name, _name, problem);

    private void Fill(Span<byte> destination)
    {
        if (destination.Length >= ReadAheadBytes / 2)
        {
            source.Read(_position, destination);
            return;
        }

        if (_position < _bufferStart || _position + destination.Length > _bufferStart + _bufferLength)
        {
            if (_buffer.Length == 0) _buffer = new byte[(int)Math.Min(ReadAheadBytes, source.Length)];
            _bufferStart = _position;
            _bufferLength = (int)Math.Min(_buffer.Length, source.Length - _position);
            source.Read(_bufferStart, _buffer.AsSpan(0, _bufferLength));
        }

        _buffer.AsSpan((int)(_position - _bufferStart), destination.Length).CopyTo(destination);
    }
}
