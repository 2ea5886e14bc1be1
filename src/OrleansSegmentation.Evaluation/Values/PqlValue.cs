using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Time;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>A value of an expression.</summary>
/// <remarks>
/// Immutable and thread-safe. The default value is null. Strings, lists and objects that come from columns are read when asked for,
/// so that passing them on costs nothing. Reading a value as a kind it has not is a programming error.
/// </remarks>
public readonly struct PqlValue
{
    private static readonly object DayGrain = new();

    // The text, list, object or map entry; the string part for text still in its column; for times the marker of a day or the boxed period.
    private readonly object? _reference;

    // Boolean (0 or 1), integer, bits of the double, start of the time in ms, or position in the string part.
    private readonly long _bits;

    private PqlValue(PqlValueKind kind, object? reference, long bits)
    {
        Kind = kind;
        _reference = reference;
        _bits = bits;
    }

    /// <summary>Gets null: missing or JSON <c>null</c>.</summary>
    public static PqlValue Null => default;

    /// <summary>Gets <c>true</c>.</summary>
    public static PqlValue True => new(PqlValueKind.Boolean, null, 1);

    /// <summary>Gets <c>false</c>.</summary>
    public static PqlValue False => new(PqlValueKind.Boolean, null, 0);

    /// <summary>Gets the list without items.</summary>
    public static PqlValue EmptyList { get; } = FromList(Array.Empty<PqlValue>());

    /// <summary>Gets a combination of several variables.</summary>
    public static PqlValue Tuple => new(PqlValueKind.Tuple, null, 0);

    /// <summary>Gets what the value is.</summary>
    public PqlValueKind Kind { get; }

    /// <summary>Gets whether the value is missing or JSON <c>null</c>.</summary>
    public bool IsNull => Kind == PqlValueKind.Null;

    /// <summary>Gets whether the value is an integer or a double.</summary>
    public bool IsNumber => Kind is PqlValueKind.Integer or PqlValueKind.Double;

    /// <summary>Gets whether the value has properties: an object or a computed map.</summary>
    public bool HasProperties => Kind is PqlValueKind.Object or PqlValueKind.Map;

    /// <summary>Wraps a Boolean.</summary>
    public static PqlValue FromBoolean(bool value) => new(PqlValueKind.Boolean, null, value ? 1 : 0);

    /// <summary>Wraps a whole number.</summary>
    public static PqlValue FromInteger(long value) => new(PqlValueKind.Integer, null, value);

    /// <summary>Wraps a number.</summary>
    public static PqlValue FromDouble(double value) => new(PqlValueKind.Double, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Wraps text; null gives null.</summary>
    public static PqlValue FromString(string? value) => value is null ? Null : new(PqlValueKind.String, value, 0);

    /// <summary>Presents text that stays in its column until it is read.</summary>
    /// <param name="part">The strings.</param>
    /// <param name="position">A valid position of <paramref name="part"/>.</param>
    public static PqlValue FromString(StringPart part, int position) => new(PqlValueKind.String, part, position);

    /// <summary>Wraps a time.</summary>
    public static PqlValue FromTime(in TimeValue value) => new(
        PqlValueKind.Time,
        value.Grain switch { TimeGrain.Instant => null, TimeGrain.Day => DayGrain, _ => value },
        value.StartMs);

    /// <summary>Wraps a list. The list must not change afterwards.</summary>
    public static PqlValue FromList(IReadOnlyList<PqlValue> items) => new(PqlValueKind.List, items, 0);

    /// <summary>Wraps an object of the data or an object literal.</summary>
    public static PqlValue FromObject(PqlObject value) => new(PqlValueKind.Object, value, 0);

    /// <summary>Wraps a computed map.</summary>
    public static PqlValue FromMap(PqlObject value) => new(PqlValueKind.Map, value, 0);

    /// <summary>Wraps a map entry.</summary>
    public static PqlValue FromEntry(in PqlValue key, in PqlValue value) => new(PqlValueKind.Entry, new MapEntry(key, value), 0);

    /// <summary>Reads a Boolean.</summary>
    public bool AsBoolean() => _bits != 0;

    /// <summary>Reads an integer.</summary>
    public long AsInteger() => _bits;

    /// <summary>Reads a number; an integer is converted.</summary>
    public double AsDouble() => Kind == PqlValueKind.Integer ? _bits : BitConverter.Int64BitsToDouble(_bits);

    /// <summary>Reads text. Text in a column is decoded at every call: keep the result.</summary>
    public string AsString() => _reference as string ?? ((StringPart)_reference!).GetString((int)_bits);

    /// <summary>Reads a time.</summary>
    public TimeValue AsTime()
    {
        if (_reference is null) return TimeValue.Instant(_bits);
        return ReferenceEquals(_reference, DayGrain) ? TimeValue.Day(_bits) : (TimeValue)_reference;
    }

    /// <summary>Reads a list.</summary>
    public IReadOnlyList<PqlValue> AsList() => (IReadOnlyList<PqlValue>)_reference!;

    /// <summary>Reads an object or a map.</summary>
    public PqlObject AsObject() => (PqlObject)_reference!;

    /// <summary>Reads text in a column without decoding it, if that is what the value is.</summary>
    internal bool TryGetStringPart(out StringPart? part, out int position)
    {
        part = Kind == PqlValueKind.String ? _reference as StringPart : null;
        position = (int)_bits;
        return part is not null;
    }

    /// <summary>Decodes text that is still in its column, so that it can be read many times.</summary>
    internal PqlValue Decoded() => Kind == PqlValueKind.String && _reference is not string ? FromString(AsString()) : this;

    /// <summary>Reads a map entry.</summary>
    internal MapEntry AsEntry() => (MapEntry)_reference!;

    /// <summary>Writes the value as JSON, for messages and debuggers.</summary>
    public override string ToString() => JsonValues.ToJsonText(this);
}
