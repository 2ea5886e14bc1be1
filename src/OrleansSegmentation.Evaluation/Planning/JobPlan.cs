namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>All segments of a job in an order in which <c>inSegment</c> can be answered. Immutable and thread-safe.</summary>
public sealed class JobPlan
{
    private JobPlan(IReadOnlyList<PlanStage> stages) => Stages = stages;

    /// <summary>Gets the stages: the plans of one stage need nothing but the results of earlier ones.</summary>
    public IReadOnlyList<PlanStage> Stages { get; }

    /// <summary>Plans a job.</summary>
    /// <param name="segments">The segments, with those that are only there because others refer to them. Ids named by <c>inSegment</c> that are not among them are answered from the profile's own <c>segmentMembership</c>.</param>
    /// <exception cref="ArgumentException">An id occurs twice, or segments refer to each other in a circle.</exception>
    public static JobPlan Compile(IReadOnlyList<PlannedSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var order = SegmentOrder.Of(segments);
        var stages = new List<PlanStage>();
        foreach (var stage in order.Segments.GroupBy(order.StageOf).OrderBy(static stage => stage.Key))
        {
            var policies = stage.GroupBy(static segment => segment.MergePolicyId, StringComparer.Ordinal)
                .Select(policy => new PolicyPlan(policy.Key, SegmentPlan.Compile([.. policy], order)));
            stages.Add(new PlanStage([.. policies]));
        }

        return new JobPlan(stages);
    }
}

/// <summary>What can be evaluated at the same time.</summary>
/// <param name="Policies">One plan per merge policy.</param>
public sealed record PlanStage(IReadOnlyList<PolicyPlan> Policies);

/// <summary>The segments of one stage that look at the same merged profiles.</summary>
/// <param name="MergePolicyId">The merge policy.</param>
/// <param name="Plan">The plan.</param>
public sealed record PolicyPlan(string MergePolicyId, SegmentPlan Plan);
