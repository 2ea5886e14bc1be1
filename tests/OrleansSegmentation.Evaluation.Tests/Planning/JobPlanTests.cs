using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Evaluation.Tests.Examples;

namespace OrleansSegmentation.Evaluation.Tests.Planning;

public class JobPlanTests
{
    [Fact]
    public void Compile_ReferencesWithinOnePolicy_MakesOnePlan()
    {
        var plan = Plans.Only(JobPlan.Compile([Plans.Segment("b", "inSegment(\"a\") and x"), Plans.Segment("a", "y")]));

        Assert.Equal(["a", "b"], plan.SegmentIds.Order());
        Assert.Empty(plan.ExternalSegmentIds);
    }

    [Fact]
    public void Compile_ReferenceAcrossPolicies_PutsTheReferencedSegmentInAnEarlierStage()
    {
        var plan = JobPlan.Compile([Plans.Segment("b", "inSegment(\"a\")", "second"), Plans.Segment("a", "x", "first")]);

        Assert.Equal(2, plan.Stages.Count);
        var first = Assert.Single(plan.Stages[0].Policies);
        Assert.Equal(("first", "a"), (first.MergePolicyId, Assert.Single(first.Plan.SegmentIds)));
        var second = Assert.Single(plan.Stages[1].Policies);
        Assert.Equal(("second", "b", "a"), (second.MergePolicyId, Assert.Single(second.Plan.SegmentIds), Assert.Single(second.Plan.ExternalSegmentIds)));
    }

    [Fact]
    public void Compile_IndependentPolicies_ShareAStage()
    {
        var plan = JobPlan.Compile([Plans.Segment("a", "x", "first"), Plans.Segment("b", "x", "second")]);

        Assert.Equal(["first", "second"], Assert.Single(plan.Stages).Policies.Select(policy => policy.MergePolicyId).Order());
    }

    [Fact]
    public void Compile_ReferenceThereAndBack_NeedsOnlyTheOtherPolicyFromEarlierStages()
    {
        // last and first share a policy but not a stage: first is computed again instead of carried over.
        var plan = JobPlan.Compile(
        [
            Plans.Segment("first", "x", "one"), Plans.Segment("middle", "inSegment(\"first\")", "two"),
            Plans.Segment("last", "inSegment(\"middle\") and inSegment(\"first\")", "one"),
        ]);

        Assert.Equal(3, plan.Stages.Count);
        var last = Assert.Single(plan.Stages[2].Policies).Plan;
        Assert.Equal(["last"], last.SegmentIds);
        Assert.Equal(["middle"], last.ExternalSegmentIds);
        var chunk = Chunks.Build("""{"x":1}"""u8.ToArray(), """{"x":2}"""u8.ToArray(), "{}"u8.ToArray());
        Assert.Equal([0], last.Evaluate(chunk, externalMembers: _ => Plans.Bitmap(3, 0, 2)).GetMembers(0).Rows());
    }

    [Fact]
    public void Compile_UnknownReference_IsAnsweredFromTheProfile()
    {
        var plan = Plans.Compile("inSegment(\"elsewhere\")", "tags[inSegment(\"elsewhere\")]");

        Assert.Empty(plan.ExternalSegmentIds);
        var chunk = Chunks.Build(
            """{"tags":["a"],"segmentMembership":{"ups":{"elsewhere":{"status":"realized"}}}}"""u8.ToArray(),
            """{"tags":["a"],"segmentMembership":{"ups":{"elsewhere":{"status":"exited"}}}}"""u8.ToArray());
        var evaluation = plan.Evaluate(chunk);
        Assert.Equal([0], evaluation.GetMembers(0).Rows());
        Assert.Equal([0], evaluation.GetMembers(1).Rows());
    }

    [Fact]
    public void Compile_Circle_IsRefused()
    {
        var exception = Assert.Throws<ArgumentException>(() => JobPlan.Compile(
            [Plans.Segment("a", "inSegment(\"b\")"), Plans.Segment("b", "inSegment(\"c\")"), Plans.Segment("c", "inSegment(\"a\")")]));

        Assert.Contains("circle", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_SameIdTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => JobPlan.Compile([Plans.Segment("a", "x"), Plans.Segment("a", "y")]));

    [Fact]
    public void Compile_TenThousandSegmentsInARow_IsOnePlanAndRightAtItsEnd()
    {
        var segments = Enumerable.Range(0, 10_000)
            .Select(i => Plans.Segment($"s{i}", i == 9_999 ? "x > 1" : $"inSegment(\"s{i + 1}\") and y")).ToList();
        var plan = Plans.Only(JobPlan.Compile(segments));

        var chunk = Chunks.Build("""{"x":2,"y":true}"""u8.ToArray(), """{"x":2}"""u8.ToArray(), """{"x":1,"y":true}"""u8.ToArray());
        var evaluation = plan.Evaluate(chunk);
        Assert.Equal([0], evaluation.GetMembers(plan.SegmentIds.ToList().IndexOf("s0")).Rows());
        Assert.Equal([0, 1], evaluation.GetMembers(plan.SegmentIds.ToList().IndexOf("s9999")).Rows());
    }

    [Fact]
    public void Compile_EqualConditions_AreOneNode()
    {
        var one = Plans.Compile("a = 1 and b = 2");
        var two = Plans.Compile("a = 1 and b = 2", "b = 2 and a = 1", "not (a = 1 and b = 2)", "not not (a = 1)");

        Assert.Equal(one.NodeCount + 2, two.NodeCount); // the two negations
    }
}
