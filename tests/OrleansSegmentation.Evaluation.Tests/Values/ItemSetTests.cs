using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Values;

public sealed class ItemSetTests
{
    private static readonly PqlValue[] Pool =
    [
        PqlValue.Null, PqlValue.True, PqlValue.FromInteger(1), PqlValue.FromDouble(1), PqlValue.FromDouble(2.5), PqlValue.FromInteger(long.MaxValue),
        PqlValue.FromDouble(9.223372036854775807E18), PqlValue.FromDouble(double.NaN), PqlValue.FromString("1"), PqlValue.FromString("1.0"),
        PqlValue.FromString("true"), PqlValue.FromString("a"), PqlValue.FromString("2026-03-18"), PqlValue.EmptyList,
    ];

    [Fact]
    public void Contains_AnyListAndValue_AgreesWithWalkingTheItems()
    {
        var random = new Random(5);
        for (var round = 0; round < 5_000; round++)
        {
            var pool = random.Next(3) switch
            {
                0 => Pool,
                1 => [.. Pool.Where(static value => value.IsNumber || value.IsNull)],
                _ => Pool.Where(static value => value.Kind == PqlValueKind.String).ToArray(),
            };
            var items = Enumerable.Range(0, random.Next(40)).Select(_ => pool[random.Next(pool.Length)]).ToArray();
            var set = new ItemSet(items);
            foreach (var value in Pool)
            {
                var expected = ValueComparison.IsIn(value, items);
                Assert.True(expected == set.Contains(value, new EvaluationContext(0)), $"round {round}: {value} in {PqlValue.FromList(items)}");
            }
        }
    }

    [Fact]
    public void DistinctEquality_EqualStructures_HashAlike()
    {
        var left = JsonValues.FromUtf8("""{"a":[1,{"b":2.0}],"c":"x"}"""u8);
        var right = JsonValues.FromUtf8("""{"c":"x","a":[1.0,{"b":2}]}"""u8);
        Assert.Single(new HashSet<PqlValue>(DistinctEquality.Instance) { left, right });
    }
}
