using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

/// <summary>Sum, least and greatest of the numbers among some values, in their order; everything else is skipped.</summary>
/// <remarks>Integers add up exactly until the first double or overflow; from there on the sum goes on in binary64.</remarks>
public struct NumberTotals
{
    private long _integerSum;
    private double _doubleSum;
    private bool _isDouble;

    /// <summary>Gets how many numbers were added.</summary>
    public long Count { get; private set; }

    /// <summary>Gets the least number, the first of equal ones; null when there is none.</summary>
    public PqlValue Min { get; private set; }

    /// <summary>Gets the greatest number, the first of equal ones; null when there is none.</summary>
    public PqlValue Max { get; private set; }

    /// <summary>Gets the sum: an integer or a double, integer 0 for no numbers.</summary>
    public readonly PqlValue Sum => _isDouble ? PqlValue.FromDouble(_doubleSum) : PqlValue.FromInteger(_integerSum);

    /// <summary>Gets the mean as a double; null when there are no numbers.</summary>
    public readonly PqlValue Average => Count == 0 ? PqlValue.Null : PqlValue.FromDouble((_isDouble ? _doubleSum : _integerSum) / Count);

    /// <summary>Adds a value, or nothing if it is not a number.</summary>
    public void Add(in PqlValue value)
    {
        if (!value.IsNumber || double.IsNaN(value.AsDouble())) return;
        Count++;
        AddToSum(value);
        if (Min.IsNull || ScalarComparison.OrderNumbers(value, Min) < 0) Min = value;
        if (Max.IsNull || ScalarComparison.OrderNumbers(value, Max) > 0) Max = value;
    }

    /// <summary>Adds a result: a list's items, or the value itself.</summary>
    public void AddResult(in PqlValue result)
    {
        if (result.Kind != PqlValueKind.List)
        {
            Add(result);
            return;
        }

        var items = result.AsList();
        for (var i = 0; i < items.Count; i++) Add(items[i]);
    }

    private void AddToSum(in PqlValue value)
    {
        if (!_isDouble)
        {
            var sum = unchecked(_integerSum + (value.Kind == PqlValueKind.Integer ? value.AsInteger() : 0));
            if (value.Kind == PqlValueKind.Integer && ((_integerSum ^ sum) & (value.AsInteger() ^ sum)) >= 0)
            {
                _integerSum = sum;
                return;
            }

            _isDouble = true;
            _doubleSum = _integerSum;
        }

        _doubleSum += value.AsDouble();
    }
}
