using System.Buffers;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>A body in memory that large bodies use one after the other.</summary>
/// <param name="buffer">Rented; null: there is no body.</param>
/// <param name="length">How many bytes the body has.</param>
internal sealed class RentedBody(byte[]? buffer, int length)
{
    private byte[]? _buffer = buffer;

    /// <summary>Gets the bytes; not to be read after <see cref="Return"/>.</summary>
    public ReadOnlyMemory<byte> Content => _buffer.AsMemory(0, length);

    /// <summary>Gives the memory back. Only when nobody can read it any more: when in doubt leave it to the garbage collector.</summary>
    public void Return()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
    }
}
