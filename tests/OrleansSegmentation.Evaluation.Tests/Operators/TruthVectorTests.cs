using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Tests.Operators;

public class TruthVectorTests
{
    private static readonly bool?[] Values = [false, null, true];

    private static readonly bool?[] Left = [.. Values.SelectMany(left => Values.Select(_ => left))];

    private static readonly bool?[] Right = [.. Values.SelectMany(_ => Values)];

    [Fact]
    public void And_AnyTwoTruths_IsFalseIfOneIs() =>
        Assert.Equal(Left.Zip(Right, static (left, right) => left & right), Read(Create(Left).And(Create(Right))));

    [Fact]
    public void Or_AnyTwoTruths_IsTrueIfOneIs() =>
        Assert.Equal(Left.Zip(Right, static (left, right) => left | right), Read(Create(Left).Or(Create(Right))));

    [Fact]
    public void Not_AnyTruth_KeepsTheUnknown() => Assert.Equal(Left.Select(static value => !value), Read(Create(Left).Not()));

    [Fact]
    public void WithUnknown_SomePositions_ForgetsTheirTruth() =>
        Assert.Equal(
            Left.Zip(Right, static (left, right) => right == true ? null : left),
            Read(Create(Left).WithUnknown(Create(Right).True)));

    private static TruthVector Create(bool?[] values)
    {
        var isTrue = new RowBitmap(values.Length);
        var unknown = new RowBitmap(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is null) unknown.Set(i);
            else if (values[i] == true) isTrue.Set(i);
        }

        return new TruthVector(isTrue, unknown);
    }

    private static IEnumerable<bool?> Read(TruthVector truth)
    {
        for (var i = 0; i < truth.Count; i++)
            yield return truth.Unknown is { } unknown && unknown[i] ? null : truth.True[i];
    }
}
