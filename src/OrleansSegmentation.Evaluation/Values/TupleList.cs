using System.Collections;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>The combinations of several variables: only their number matters, so nothing else is kept.</summary>
internal sealed class TupleList(int count) : IReadOnlyList<PqlValue>
{
    public int Count => count;

    public PqlValue this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count);
            return PqlValue.Tuple;
        }
    }

    public IEnumerator<PqlValue> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return PqlValue.Tuple;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
