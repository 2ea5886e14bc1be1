using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>A growing array rented from the shared pool. Not thread-safe; a mutable struct, so keep it in a field.</summary>
internal struct PooledList<T>
    where T : unmanaged
{
    private const int FirstCapacity = 16;

    private T[] _items;

    public int Count { readonly get; private set; }

    public readonly ReadOnlySpan<T> Span => _items.AsSpan(0, Count);

    public readonly ref T this[int index] => ref _items[index];

    public void Add(T item)
    {
        var items = _items;
        var count = Count;
        if (items is null || (uint)count >= (uint)items.Length)
        {
            Grow(1);
            items = _items;
        }

        items[count] = item;
        Count = count + 1;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        if (_items is null || items.Length > _items.Length - Count) Grow(items.Length);
        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    /// <summary>Gives the array back; the list is empty afterwards.</summary>
    public void Release()
    {
        if (_items is not null) ArrayPool<T>.Shared.Return(_items);
        _items = null!;
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int additional)
    {
        var needed = (long)Count + additional;
        if (needed > Array.MaxLength) throw new InvalidOperationException($"One column of a chunk cannot hold {needed} values; at most {Array.MaxLength}.");
        var capacity = (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(FirstCapacity, 2L * Count)));
        var larger = ArrayPool<T>.Shared.Rent(capacity);
        if (_items is not null)
        {
            _items.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<T>.Shared.Return(_items);
        }

        _items = larger;
    }
}
