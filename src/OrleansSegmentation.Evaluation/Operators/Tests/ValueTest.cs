using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>A condition on one value, such as <c>= "gold"</c>, in a form that tests whole columns.</summary>
/// <remarks>
/// <see cref="Test"/> defines the condition; the other methods must agree with it and exist to be faster. Their result has one bit per
/// position; bits of positions that are not valid may be anything, the caller masks them. Not thread-safe.
/// </remarks>
internal abstract class ValueTest
{
    /// <summary>Tests one value.</summary>
    public abstract bool Test(in PqlValue value);

    public virtual void TestIntegers(IntegerPart part, RowBitmap result)
    {
        foreach (var position in part.Validity.Rows)
            if (Test(PqlValue.FromInteger(part.Values[position]))) result.Set(position);
    }

    public virtual void TestDoubles(DoublePart part, RowBitmap result)
    {
        foreach (var position in part.Validity.Rows)
            if (Test(PqlValue.FromDouble(part.Values[position]))) result.Set(position);
    }

    public void TestStrings(StringPart part, RowBitmap result)
    {
        switch (part)
        {
            case DictionaryStringPart dictionary:
                var entries = new RowBitmap(dictionary.Dictionary.Count);
                TestTexts(dictionary.Dictionary, RowBitmap.All(entries.RowCount), entries);
                if (dictionary.CodeSizeBytes == 1) LookupKernels.InSet(dictionary.Codes8, entries.Words, result.MutableWords);
                else if (dictionary.CodeSizeBytes == 2) LookupKernels.InSet(dictionary.Codes16, entries.Words, result.MutableWords);
                else LookupKernels.InSet(dictionary.Codes32, entries.Words, result.MutableWords);
                break;
            case PlainStringPart plain:
                TestTexts(plain.Values, plain.Validity, result);
                break;
            case InstantStringPart instants:
                TestInstants(instants, result);
                break;
            default:
                foreach (var position in part.Validity.Rows)
                    if (Test(PqlValue.FromString(part, position))) result.Set(position);
                break;
        }
    }

    /// <summary>Tests the strings of the set <paramref name="wanted"/>.</summary>
    protected virtual void TestTexts(Utf8Strings texts, RowBitmap wanted, RowBitmap result)
    {
        foreach (var index in wanted.Rows)
            if (Test(PqlValue.FromString(texts.GetString(index)))) result.Set(index);
    }

    protected virtual void TestInstants(InstantStringPart part, RowBitmap result)
    {
        // Dates repeat: each is decoded and tested once.
        Dictionary<long, bool>? known = part.Format == InstantFormat.Date ? [] : null;
        foreach (var position in part.Validity.Rows)
        {
            var milliseconds = part.Milliseconds[position];
            if (known is null || !known.TryGetValue(milliseconds, out var passes))
            {
                passes = Test(PqlValue.FromString(part, position));
                known?.Add(milliseconds, passes);
            }

            if (passes) result.Set(position);
        }
    }
}

/// <summary>Makes the test of one evaluation; what does not depend on the instant is prepared once per plan.</summary>
internal abstract class TestTemplate
{
    public abstract ValueTest Bind(EvaluationSession session);

    public abstract override string ToString();
}
