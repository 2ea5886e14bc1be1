using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Time;

public sealed class OccursWindowTests
{
    private const long NowMs = SampleProfile.NowMs;

    private static readonly string[] Words =
    [
        "now", "today", "yesterday", "tomorrow", "this week", "last month", "next year", "this hour", "last decade", "next millisecond",
    ];

    [Fact]
    public void TryGetIntervals_EveryTail_AgreesWithTheDefinitionAroundEachBound()
    {
        var random = new Random(20260318);
        for (var round = 0; round < 20_000; round++)
        {
            var tail = RandomTail(random);
            Assert.True(OccursWindow.TryGetIntervals(tail, NowMs, out var intervals));
            AssertTidy(intervals);
            foreach (var instant in InterestingInstants(tail, intervals, random))
            {
                var expected = Definition(tail, instant);
                Assert.True(expected == OccursWindow.Contains(intervals, instant), $"{Describe(tail)} at {instant}, round {round}");
                Assert.True(expected == IsTrueByEvaluator(tail, instant), $"{Describe(tail)} at {instant}, round {round}, evaluator");
            }
        }
    }

    [Fact]
    public void TryGetIntervals_ReferenceFromTheProfile_HasNone()
    {
        var field = new FieldNode(new RootNode(), "joinDate");
        Assert.False(OccursWindow.TryGetIntervals(new TimeQualificationNode(null, null, PqlTimeDirection.Before, field), NowMs, out _));
        var variable = new FieldNode(new VariableNode("A"), "timestamp");
        Assert.False(OccursWindow.TryGetIntervals(new TimeQualificationNode(null, null, null, new RangeNode(Word("now"), variable)), NowMs, out _));
        var segment = new ApplyNode("inSegment", [new LiteralNode(PqlLiteralKind.String, "a")]);
        Assert.False(OccursWindow.TryGetIntervals(new TimeQualificationNode(null, null, null, segment), NowMs, out _));
    }

    [Fact]
    public void TryGetIntervals_ConstantThatIsNoTime_IsEmpty()
    {
        var date = new ApplyNode("date", [Integer(2026), Integer(2), Integer(30)]);
        Assert.True(OccursWindow.TryGetIntervals(new TimeQualificationNode(null, null, null, date), NowMs, out var intervals));
        Assert.Empty(intervals);
    }

    [Fact]
    public void TryGetIntervals_ComputedDate_IsConstant()
    {
        var date = new ApplyNode("date", [new ApplyNode("currentYear", []), Integer(1), Integer(1)]);
        Assert.True(OccursWindow.TryGetIntervals(new TimeQualificationNode(null, null, null, date), NowMs, out var intervals));
        Assert.Equal([(CalendarArithmeticTests.Ms("2026-01-01"), CalendarArithmeticTests.Ms("2026-01-02"))], intervals.ToArray());
    }

    [Fact]
    public void TryGetIntervals_HugeAmount_IsClamped()
    {
        var tail = new TimeQualificationNode(
            PqlComparison.LessOrEqual, new PqlDuration(long.MaxValue, PqlTimeUnit.Century), PqlTimeDirection.Before, Word("now"));
        Assert.True(OccursWindow.TryGetIntervals(tail, NowMs, out var intervals));
        Assert.Equal([(TimeValue.MinMs, NowMs)], intervals.ToArray());
    }

    /// <summary>The table of the language, row by row, for one instant.</summary>
    private static bool Definition(TimeQualificationNode tail, long t)
    {
        if (tail.Times is RangeNode range) return Read(range.From).StartMs <= t && t < Read(range.To).EndExclusiveMs;
        var r = Read(tail.Times);
        var a = r.StartMs;
        if (tail.Direction is null) return r.Grain == TimeGrain.Instant ? t == a : a <= t && t < r.EndExclusiveMs;
        var isBefore = tail.Direction == PqlTimeDirection.Before;
        if (tail.Comparison is not { } comparison) return isBefore ? t < a : t > a;
        var duration = tail.Duration!.Value;
        var b = CalendarArithmetic.Add(a, isBefore ? -duration.Count : duration.Count, duration.Unit);
        var isEqual = r.Grain == TimeGrain.Day && duration.Unit >= PqlTimeUnit.Day ? b <= t && t < b + TimeValue.DayMs : t == b;
        return (comparison, isBefore) switch
        {
            (PqlComparison.Less, true) => b < t && t < a,
            (PqlComparison.LessOrEqual, true) => b <= t && t < a,
            (PqlComparison.Greater, true) => t < b,
            (PqlComparison.GreaterOrEqual, true) => t <= b,
            (PqlComparison.NotEqual, true) => t < a && !isEqual,
            (PqlComparison.Less, false) => a < t && t < b,
            (PqlComparison.LessOrEqual, false) => a < t && t <= b,
            (PqlComparison.Greater, false) => t > b,
            (PqlComparison.GreaterOrEqual, false) => t >= b,
            (PqlComparison.NotEqual, false) => t > a && !isEqual,
            _ => isEqual,
        };
    }

    private static bool IsTrueByEvaluator(TimeQualificationNode tail, long instant) =>
        ReferenceEvaluator.IsMember(new OccursNode(Integer(instant), tail), PqlValue.Null, new EvaluationContext(NowMs));

    private static void AssertTidy(ImmutableArray<(long StartInclusiveMs, long EndExclusiveMs)> intervals)
    {
        var end = long.MinValue;
        foreach (var interval in intervals)
        {
            Assert.True(interval.StartInclusiveMs > end && interval.EndExclusiveMs > interval.StartInclusiveMs);
            end = interval.EndExclusiveMs;
        }

        if (!intervals.IsEmpty) Assert.InRange(end, TimeValue.MinMs, TimeValue.MaxMs + 1);
    }

    private static IEnumerable<long> InterestingInstants(
        TimeQualificationNode tail, ImmutableArray<(long StartInclusiveMs, long EndExclusiveMs)> intervals, Random random)
    {
        var bounds = new List<long> { TimeValue.MinMs, TimeValue.MaxMs, NowMs, random.NextInt64(TimeValue.MinMs, TimeValue.MaxMs) };
        foreach (var (start, end) in intervals) bounds.AddRange([start, end]);
        foreach (var node in tail.Times is RangeNode range ? range.Children : [tail.Times])
        {
            var time = Read(node);
            bounds.AddRange([time.StartMs, time.EndExclusiveMs]);
            if (tail.Duration is not { } duration) continue;
            foreach (var count in (long[])[duration.Count, -duration.Count])
            {
                var shifted = CalendarArithmetic.Add(time.StartMs, count, duration.Unit);
                bounds.AddRange([shifted, shifted + TimeValue.DayMs]);
            }
        }

        foreach (var bound in bounds)
        {
            for (var offset = -1; offset <= 1; offset++)
            {
                if (TimeValue.IsSupported(bound + offset)) yield return bound + offset;
            }
        }
    }

    private static TimeQualificationNode RandomTail(Random random)
    {
        var shape = random.Next(4);
        if (shape == 0) return new TimeQualificationNode(null, null, null, RandomTime(random));
        if (shape == 1) return new TimeQualificationNode(null, null, null, new RangeNode(RandomTime(random), RandomTime(random)));
        var direction = (PqlTimeDirection)random.Next(3);
        if (shape == 2) return new TimeQualificationNode(null, null, direction, RandomTime(random));
        var duration = new PqlDuration(random.Next(5) == 0 ? 0 : random.NextInt64(1, 400), (PqlTimeUnit)random.Next(11));
        return new TimeQualificationNode((PqlComparison)random.Next(6), duration, direction, RandomTime(random));
    }

    private static PqlNode RandomTime(Random random) => random.Next(4) switch
    {
        0 => new ApplyNode("date", [Integer(random.Next(1, 9999)), Integer(random.Next(1, 13)), Integer(random.Next(1, 29))]),
        1 => new LiteralNode(PqlLiteralKind.String, "2024-02-29T08:30:00.250Z"),
        _ => Word(Words[random.Next(Words.Length)]),
    };

    private static TimeValue Read(PqlNode node)
    {
        Assert.True(TimeConversion.TryRead(ReferenceEvaluator.Evaluate(node, PqlValue.Null, new EvaluationContext(NowMs)), out var time));
        return time;
    }

    private static string Describe(TimeQualificationNode tail) =>
        $"{tail.Comparison} {tail.Duration} {tail.Direction} {string.Join(" and ", (tail.Times is RangeNode range ? range.Children : [tail.Times]).Select(Read))}";

    private static LiteralNode Word(string word) => new(PqlLiteralKind.Timestamp, word);

    private static LiteralNode Integer(long value) => new(PqlLiteralKind.Integer, value);
}
