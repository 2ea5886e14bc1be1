using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Partitions.Memberships;

namespace OrleansSegmentation.Grains.Tests.Partitions.Evaluation;

public sealed class SegmentAccumulatorTests
{
    private const long Day = 86_400_000;
    private const long Now = 100 * Day;
    private static readonly Guid Segment = new(2, 0, 0, new byte[8]);

    [Fact]
    public void ToOutcome_MembersBeforeAndAfter_CountsEveryChange()
    {
        var segment = Accumulate(1, 2, 70);

        var outcome = segment.ToOutcome(Before("pdg", realized: [2, 3, 200], exited: [(1, Now - Day), (9, Now - Day)]), Now, keptSinceMs: Now - 30 * Day);

        Assert.Equal((3, 3, 2, 2, 3), (outcome.Counts.Realized, outcome.Counts.Exited, outcome.Counts.Entered, outcome.Counts.Left, outcome.Counts.Carried));
        Assert.Equal([(3, Now), (9, Now - Day), (200, Now)], outcome.Exited.Select(static record => (record.Number, record.AtMs)));
        Assert.Equal((4, 5), (outcome.Counts.Absorbed, outcome.Counts.Deleted));
    }

    [Theory]
    [InlineData(30 * Day - 1, 1), InlineData(30 * Day, 0), InlineData(31 * Day, 0)]
    public void ToOutcome_FormerMember_IsKeptWhileYoungerThanTheRetention(long age, int expected)
    {
        var outcome = Accumulate().ToOutcome(Before("pdg", realized: [], exited: [(9, Now - age)]), Now, keptSinceMs: Now - 30 * Day);

        Assert.Equal(expected, outcome.Counts.Exited);
    }

    [Fact]
    public void ToOutcome_OtherGraphModeBefore_StartsAfresh()
    {
        var outcome = Accumulate(1, 2).ToOutcome(Before("none", realized: [2, 3], exited: [(9, Now)]), Now, keptSinceMs: 0);

        Assert.Equal((2, 0, 2, 0, 0), (outcome.Counts.Realized, outcome.Counts.Exited, outcome.Counts.Entered, outcome.Counts.Left, outcome.Counts.Carried));
        Assert.Equal("pdg", outcome.IdentityGraph);
    }

    [Fact]
    public void Add_SeveralPieces_CountsNamespacesOfMembersOnly()
    {
        var segment = new SegmentAccumulator(Segment, "pdg", rowUpperBound: 300);
        var namespaces = new Dictionary<string, RowBitmap> { ["email"] = Rows(3, 0, 1), ["ecid"] = Rows(3, 2), ["crmid"] = Rows(3) };
        segment.Add(Rows(3, 1, 2), [10, 11, 12], namespaces);
        segment.Add(Rows(3, 0), [250, 251, 252], namespaces);

        var outcome = segment.ToOutcome(null, Now, 0);

        Assert.Equal([11, 12, 250], outcome.Realized.ToNumbers());
        Assert.Equal(new Dictionary<string, long> { ["ecid"] = 1, ["email"] = 2 }, outcome.Counts.Namespaces);
    }

    private static SegmentAccumulator Accumulate(params int[] numbers)
    {
        var segment = new SegmentAccumulator(Segment, "pdg", rowUpperBound: 100);
        var rows = new RowBitmap(numbers.Length);
        for (var row = 0; row < numbers.Length; row++) rows.Set(row);
        segment.Add(rows, numbers, new Dictionary<string, RowBitmap>());
        return segment;
    }

    private static RowBitmap Rows(int count, params int[] rows)
    {
        var bitmap = new RowBitmap(count);
        foreach (var row in rows) bitmap.Set(row);
        return bitmap;
    }

    private static SegmentMembership Before(string graph, int[] realized, (int Number, long AtMs)[] exited)
    {
        var numbers = new NumberSet();
        foreach (var number in realized) numbers.Add(number);
        return new SegmentMembership
        {
            IdentityGraph = graph,
            QualifiedAtMs = 0,
            Realized = numbers,
            Absorbed = 4,
            Deleted = 5,
            Exited = exited.ToDictionary(static record => record.Number, static record => record.AtMs),
        };
    }
}
