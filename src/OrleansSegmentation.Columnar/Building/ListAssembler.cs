using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Collects lists.</summary>
internal sealed class ListAssembler : PartAssembler
{
    private PooledList<int> _lengths;
    private int _start;

    /// <summary>Gets the items of all lists, end to end.</summary>
    public ColumnAssembler Items { get; } = new();

    public void Start(int position)
    {
        Positions.Add(position);
        _start = Items.Count;
    }

    // A list cannot hold itself, so one start is enough: the lists inside it belong to other assemblers.
    public void End() => _lengths.Add(Items.Count - _start);

    public ListPart Build(int count, int[]? map)
    {
        var validity = MakeValidity(count, map, out var positions);
        var offsets = new int[count + 1];
        for (var i = 0; i < _lengths.Count; i++) offsets[(positions is null ? i : positions[i]) + 1] = _lengths[i];
        for (var i = 1; i < offsets.Length; i++) offsets[i] += offsets[i - 1];
        return new ListPart(validity, offsets, Items.Build(Items.Count, map: null));
    }

    public override void Release()
    {
        Positions.Release();
        _lengths.Release();
        Items.Release();
    }
}
