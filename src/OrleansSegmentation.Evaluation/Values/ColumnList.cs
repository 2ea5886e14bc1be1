using System.Collections;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>A list that stays in its column: a range of its items.</summary>
internal sealed class ColumnList : IReadOnlyList<PqlValue>
{
    private readonly ValueColumn _items;
    private readonly int _start;
    private readonly ColumnRole _role;

    public ColumnList(ListPart part, int position, ColumnRole role)
    {
        _items = part.Items;
        _start = part.Offsets[position];
        Count = part.Offsets[position + 1] - _start;
        _role = role;
    }

    public int Count { get; }

    public PqlValue this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return ColumnValues.At(_items, _start + index, _role);
        }
    }

    public IEnumerator<PqlValue> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
