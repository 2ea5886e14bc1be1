using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Collects Booleans.</summary>
internal sealed class BooleanAssembler : PartAssembler
{
    private PooledList<byte> _values;

    public void Add(int position, bool value)
    {
        Positions.Add(position);
        _values.Add(value ? (byte)1 : (byte)0);
    }

    public BooleanPart Build(int count, int[]? map)
    {
        var validity = MakeValidity(count, map, out var positions);
        var values = new RowBitmap(count);
        for (var i = 0; i < _values.Count; i++)
            if (_values[i] != 0) values.Set(positions is null ? i : positions[i]);
        return new BooleanPart(validity, values);
    }

    public override void Release()
    {
        Positions.Release();
        _values.Release();
    }
}

/// <summary>Collects whole numbers.</summary>
internal sealed class IntegerAssembler : PartAssembler
{
    private PooledList<long> _values;

    public void Add(int position, long value)
    {
        Positions.Add(position);
        _values.Add(value);
    }

    public IntegerPart Build(int count, int[]? map)
    {
        var validity = MakeValidity(count, map, out var positions);
        return new IntegerPart(validity, Spread(_values.Span, count, positions));
    }

    public override void Release()
    {
        Positions.Release();
        _values.Release();
    }
}

/// <summary>Collects other numbers.</summary>
internal sealed class DoubleAssembler : PartAssembler
{
    private PooledList<double> _values;

    public void Add(int position, double value)
    {
        Positions.Add(position);
        _values.Add(value);
    }

    public DoublePart Build(int count, int[]? map)
    {
        var validity = MakeValidity(count, map, out var positions);
        return new DoublePart(validity, Spread(_values.Span, count, positions));
    }

    public override void Release()
    {
        Positions.Release();
        _values.Release();
    }
}
