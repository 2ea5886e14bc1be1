namespace OrleansSegmentation.Columnar.Building;

/// <summary>Ascending positions, kept as a mere count for as long as they are 0, 1, 2, …</summary>
internal struct PositionList
{
    private PooledList<int> _positions;
    private int _count;
    private bool _hasGap;

    public readonly int Count => _count;

    /// <summary>Gets whether entry i is position i for every i.</summary>
    public readonly bool IsIdentity => !_hasGap;

    /// <summary>Gets the last position, or -1.</summary>
    public readonly int Last => _count == 0 ? -1 : _hasGap ? _positions.Span[_count - 1] : _count - 1;

    public readonly int this[int index] => _hasGap ? _positions.Span[index] : index;

    public void Add(int position)
    {
        if (!_hasGap)
        {
            if (position == _count)
            {
                _count++;
                return;
            }

            for (var i = 0; i < _count; i++) _positions.Add(i);
            _hasGap = true;
        }

        _positions.Add(position);
        _count++;
    }

    /// <summary>Returns the positions after translation by <paramref name="map"/>; null stands for the identity, in and out.</summary>
    public readonly int[]? Translate(int[]? map)
    {
        if (!_hasGap && map is null) return null;
        var result = new int[_count];
        WriteTo(result, map);
        return result;
    }

    /// <summary>Writes the positions after translation by <paramref name="map"/> (null: as they are).</summary>
    public readonly void WriteTo(Span<int> result, int[]? map)
    {
        if (!_hasGap)
        {
            for (var i = 0; i < result.Length; i++) result[i] = map is null ? i : map[i];
            return;
        }

        var positions = _positions.Span;
        if (map is null)
        {
            positions.CopyTo(result);
            return;
        }

        for (var i = 0; i < positions.Length; i++) result[i] = map[positions[i]];
    }

    public void Release() => _positions.Release();
}
