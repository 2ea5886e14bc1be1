using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Text;

/// <summary>
/// A text predicate in its positive or negative sense, with one or several values: any of them for the positive sense, none of them for
/// the negative one. A list receiver is existential. Null on either side is false in both senses.
/// </summary>
/// <param name="Predicate">The test.</param>
/// <param name="IsNegative">Whether no value may pass it.</param>
internal readonly record struct TextPredicate(StringPredicate Predicate, bool IsNegative)
{
    /// <summary>Evaluates <c>f(receiver, value, value, …, [caseSensitive])</c>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="receiverIndex">Which argument is the receiver; the values follow it.</param>
    public bool IsTrue(in FunctionCall call, int receiverIndex)
    {
        var receiver = call.Evaluate(receiverIndex);
        if (receiver.IsNull) return false;
        var firstValue = receiverIndex + 1;
        var valueEnd = call.Count;
        var caseSensitive = true;
        // A trailing Boolean after at least one value is always the flag.
        if (valueEnd > firstValue + 1 && call.Evaluate(valueEnd - 1) is { Kind: PqlValueKind.Boolean } flag)
        {
            caseSensitive = flag.AsBoolean();
            valueEnd--;
        }

        if (valueEnd != firstValue + 1) return CollectValues(call, firstValue, valueEnd) is { } many && TestReceiver(receiver, PqlValue.Null, many, caseSensitive);
        var value = call.Evaluate(firstValue);
        if (value.IsNull) return false;
        return value.Kind == PqlValueKind.List
            ? TestReceiver(receiver, PqlValue.Null, value.AsList(), caseSensitive)
            : TestReceiver(receiver, value.Decoded(), null, caseSensitive);
    }

    /// <summary>Tests one value against another.</summary>
    /// <returns>Null when they cannot be compared: neither sense is true then.</returns>
    public static bool? Match(StringPredicate predicate, in PqlValue item, in PqlValue value, bool caseSensitive)
    {
        if (item.Kind == PqlValueKind.String && ValueText.TryGetText(value, out var text))
        {
            return StringPredicates.Test(predicate, item.AsString(), text, caseSensitive);
        }

        // On values that are not text, equals is the operator =.
        return predicate == StringPredicate.Equals ? ScalarComparison.Compare(item, value) : null;
    }

    private List<PqlValue>? CollectValues(in FunctionCall call, int firstValue, int valueEnd)
    {
        var values = new List<PqlValue>(valueEnd - firstValue);
        for (var i = firstValue; i < valueEnd; i++)
        {
            var value = call.Evaluate(i);
            if (value.IsNull && IsNegative) return null;
            PropertyStep.Append(value, values);
        }

        return values;
    }

    private bool TestReceiver(in PqlValue receiver, in PqlValue value, IReadOnlyList<PqlValue>? values, bool caseSensitive)
    {
        if (receiver.Kind != PqlValueKind.List) return TestItem(receiver, value, values, caseSensitive);
        var items = receiver.AsList();
        for (var i = 0; i < items.Count; i++)
        {
            if (TestReceiver(items[i], value, values, caseSensitive)) return true;
        }

        return false;
    }

    private bool TestItem(in PqlValue item, in PqlValue value, IReadOnlyList<PqlValue>? values, bool caseSensitive)
    {
        if (item.IsNull) return false;
        if (values is null) return Match(Predicate, item, value, caseSensitive) == !IsNegative;
        var decoded = item.Decoded();
        for (var i = 0; i < values.Count; i++)
        {
            var other = values[i];
            if (other.IsNull) continue;
            var isMatch = Match(Predicate, decoded, other, caseSensitive);
            if (IsNegative ? isMatch != false : isMatch == true) return !IsNegative;
        }

        return IsNegative;
    }
}
