using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Collects one column: positions and, per kind of value that occurs, a part.</summary>
internal sealed class ColumnAssembler
{
    private BooleanAssembler? _booleans;
    private IntegerAssembler? _integers;
    private DoubleAssembler? _doubles;
    private StringAssembler? _strings;
    private ListAssembler? _lists;
    private ObjectAssembler? _objects;

    /// <summary>Gets the number of positions so far.</summary>
    public int Count { get; private set; }

    public BooleanAssembler Booleans => _booleans ??= new BooleanAssembler();

    public IntegerAssembler Integers => _integers ??= new IntegerAssembler();

    public DoubleAssembler Doubles => _doubles ??= new DoubleAssembler();

    public StringAssembler Strings => _strings ??= new StringAssembler();

    public ListAssembler Lists => _lists ??= new ListAssembler();

    public ObjectAssembler Objects => _objects ??= new ObjectAssembler();

    /// <summary>Adds a position, which stays null until a part gets a value for it; returns it.</summary>
    public int AddPosition()
    {
        if (Count == Array.MaxLength - 1) throw new InvalidOperationException($"A column of a chunk holds at most {Count} positions.");
        return Count++;
    }

    /// <summary>Makes the column.</summary>
    /// <param name="count">Its positions.</param>
    /// <param name="map">Where each collected position goes; null: where it is.</param>
    public ValueColumn Build(int count, int[]? map) => new(count)
    {
        Booleans = _booleans?.Build(count, map),
        Integers = _integers?.Build(count, map),
        Doubles = _doubles?.Build(count, map),
        Strings = _strings?.Build(count, map),
        Lists = _lists?.Build(count, map),
        Objects = _objects?.Build(count, map),
    };

    public void Release()
    {
        _booleans?.Release();
        _integers?.Release();
        _doubles?.Release();
        _strings?.Release();
        _lists?.Release();
        _objects?.Release();
    }
}
