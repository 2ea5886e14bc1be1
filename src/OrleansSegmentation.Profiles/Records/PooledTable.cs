using System.Buffers;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>A growing list of plain values in memory that is used again by the next one.</summary>
internal struct PooledTable<T>
    where T : unmanaged
{
    private const int FirstCapacity = 256;

    private T[]? _items;

    public PooledTable() => _items = ArrayPool<T>.Shared.Rent(FirstCapacity);

    public int Count { get; private set; }

    /// <summary>Gets the values; valid until the next <see cref="Add"/>.</summary>
    public readonly ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public void Add(in T item)
    {
        if (Count == _items!.Length) Grow();
        _items[Count++] = item;
    }

    /// <summary>Gives the memory back; the table must not be used any more.</summary>
    public void Release()
    {
        if (_items is null) return;
        ArrayPool<T>.Shared.Return(_items);
        _items = null;
        Count = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<T>.Shared.Rent(2 * Count);
        Items.CopyTo(larger);
        ArrayPool<T>.Shared.Return(_items!);
        _items = larger;
    }
}
