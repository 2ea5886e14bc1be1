using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Evaluation.Tests.Examples;

namespace OrleansSegmentation.Evaluation.Tests.Planning;

public class ChunkEvaluationTests
{
    // map makes a new list, which only the row evaluator can do
    private const string RowByRow = "orders.map(total - minimum).includes(1)";

    [Fact]
    public void Advance_WithoutBudget_StopsBetweenRowsAndGoesOn()
    {
        var chunk = Orders(50);
        var evaluation = Plans.Compile(RowByRow).Begin(chunk, null, Plans.Context());

        var slices = 0;
        while (!evaluation.Advance(TimeSpan.Zero, CancellationToken.None)) slices++;

        Assert.InRange(slices, 50, 60);
        Assert.Equal(50, evaluation.RowsLeftToRowEvaluator);
        Assert.Equal(Enumerable.Range(0, 50).Where(row => row % 2 == 0), evaluation.GetMembers(0).Rows());
        Assert.True(evaluation.Advance(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public void Advance_Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource();
        var evaluation = Plans.Compile(RowByRow).Begin(Orders(50), null, Plans.Context());
        Assert.False(evaluation.Advance(TimeSpan.Zero, stop.Token));

        stop.Cancel();

        Assert.Equal(stop.Token, Assert.ThrowsAny<OperationCanceledException>(() => evaluation.Advance(TimeSpan.Zero, stop.Token)).CancellationToken);
    }

    [Fact]
    public void Advance_CancelledWithinOneRow_Throws()
    {
        // 10^10 combinations on one profile: only a look at the token within the row ends it.
        var list = string.Join(',', Enumerable.Range(0, 100));
        var chunk = Chunks.Build(System.Text.Encoding.UTF8.GetBytes($$"""{"list":[{{list}}]}"""));
        const string combinations =
            "(select A from list, B from list, C from list, D from list, E from list where A + B + C + D + E < 0).count() > 0";
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var evaluation = Plans.Compile(combinations).Begin(
            chunk, null, new ChunkContext { NowMs = SampleProfile.NowMs, MaxStepsPerProfile = long.MaxValue });

        Assert.ThrowsAny<OperationCanceledException>(() => evaluation.Advance(TimeSpan.FromMilliseconds(10), stop.Token));
    }

    [Fact]
    public void Advance_TooManySteps_NamesTheSegment()
    {
        var chunk = Chunks.Build("""{"list":[1,2,3,4,5,6,7,8,9,10]}"""u8.ToArray());
        var evaluation = Plans.Compile("list", "(select A from list, B from list where A + B > 100).count() > 0").Begin(
            chunk, null, new ChunkContext { NowMs = SampleProfile.NowMs, MaxStepsPerProfile = 50 });

        var exception = Assert.Throws<EvaluationLimitException>(() => evaluation.Advance(TimeSpan.FromSeconds(10), CancellationToken.None));
        Assert.Equal(("s1", 50), (exception.SegmentId, exception.MaxSteps));
    }

    [Fact]
    public void Advance_AfterAnError_IsRefused()
    {
        var chunk = Chunks.Build("""{"list":[1,2,3,4,5,6,7,8,9,10]}"""u8.ToArray());
        var evaluation = Plans.Compile("list.map(this + 1).includes(7)").Begin(
            chunk, null, new ChunkContext { NowMs = SampleProfile.NowMs, MaxStepsPerProfile = 3 });
        Assert.Throws<EvaluationLimitException>(() => evaluation.Advance(TimeSpan.FromSeconds(10), CancellationToken.None));

        Assert.Throws<InvalidOperationException>(() => evaluation.Advance(TimeSpan.FromSeconds(10), CancellationToken.None));
        Assert.Throws<InvalidOperationException>(() => evaluation.GetMembers(0));
    }

    [Fact]
    public void GetMembers_RowsThatAreNotLive_AreMembersOfNothing()
    {
        var evaluation = Plans.Compile("x", "not x", "inSegment(\"s1\")", RowByRow).Evaluate(
            Chunks.Build("""{"x":1}"""u8.ToArray(), "{}"u8.ToArray(), """{"x":1}"""u8.ToArray(), "{}"u8.ToArray()), Plans.Bitmap(4, 0, 1));

        Assert.Equal([0], evaluation.GetMembers(0).Rows());
        Assert.Equal([1], evaluation.GetMembers(1).Rows());
        Assert.Equal([1], evaluation.GetMembers(2).Rows());
        Assert.Empty(evaluation.GetMembers(3).Rows());
    }

    [Fact]
    public void GetMembers_BeforeTheEnd_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Plans.Compile("x").Begin(Orders(1), null, Plans.Context()).GetMembers(0));

    [Fact]
    public void Begin_WithoutMembersOfOtherPolicies_IsRefused()
    {
        var plan = JobPlan.Compile([Plans.Segment("a", "x", "first"), Plans.Segment("b", "inSegment(\"a\")", "second")]).Stages[1].Policies[0].Plan;

        Assert.Throws<ArgumentException>(() => plan.Begin(Orders(3), null, Plans.Context()));
        Assert.Equal([1], plan.Evaluate(Orders(3), externalMembers: id => Plans.Bitmap(3, id == "a" ? 1 : 0)).GetMembers(0).Rows());
    }

    [Fact]
    public void Begin_LiveRowsOfAnotherChunk_AreRefused() =>
        Assert.Throws<ArgumentException>(() => Plans.Compile("x").Begin(Orders(3), Plans.Bitmap(4), Plans.Context()));

    [Fact]
    public void Advance_ConditionDecidedByItsCheapPart_LeavesNoRowsToTheRowEvaluator()
    {
        var evaluation = Plans.Compile($"orders.isNull() and {RowByRow}", $"orders.isNotNull() or {RowByRow}").Evaluate(Orders(20));

        Assert.Equal(0, evaluation.RowsLeftToRowEvaluator);
        Assert.Equal(20, evaluation.GetMembers(1).Count);
    }

    [Fact]
    public void Advance_ConditionSharedBySegments_LeavesEachRowOnce()
    {
        var evaluation = Plans.Compile($"first and {RowByRow}", $"not ({RowByRow})", RowByRow).Evaluate(Orders(20));

        Assert.Equal(20, evaluation.RowsLeftToRowEvaluator);
        Assert.Equal(10, evaluation.GetMembers(1).Count);
    }

    [Fact]
    public void Advance_ConditionWithAPartForTheRowEvaluator_LeavesOnlyTheRowsTheOtherPartsAllow()
    {
        var evaluation = Plans.Compile("orders[first and ^.orders.map(total - minimum).includes(1)]").Evaluate(Orders(20));

        Assert.Equal(5, evaluation.RowsLeftToRowEvaluator);
    }

    [Fact]
    public void Advance_EmptyChunk_HasNoMembers() =>
        Assert.Empty(Plans.Compile("not x", "xEvent.count() = 0").Evaluate(Chunks.Build()).GetMembers(1).Rows());

    [Fact]
    public void Advance_RowsWithoutProfile_AreLikeProfilesWithoutFields()
    {
        var builder = new Columnar.Building.ColumnChunkBuilder();
        builder.SkipRows(2);
        builder.AppendJson("""{"x":1,"xEvent":[{}]}"""u8);
        var evaluation = Plans.Compile("x", "xEvent.count() = 0").Evaluate(builder.Build());

        Assert.Equal([2], evaluation.GetMembers(0).Rows());
        Assert.Equal([0, 1], evaluation.GetMembers(1).Rows());
    }

    private static ColumnChunk Orders(int count) => Chunks.Build([.. Enumerable.Range(0, count).Select(row => System.Text.Encoding.UTF8.GetBytes(
        $$"""{"first":{{(row < 5 ? "true" : "false")}},"orders":[{"total":{{row}},"minimum":{{(row % 2 == 0 ? row - 1 : row)}},"first":{{(row < 5 ? "true" : "false")}}}]}"""))]);
}
