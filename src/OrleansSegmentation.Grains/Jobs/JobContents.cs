using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>What can be in a job, and the item that has all of it.</summary>
/// <param name="verdicts">Which definitions compile.</param>
internal sealed class JobContents(ExpressionVerdicts verdicts)
{
    /// <summary>Returns the definitions, with those they refer to, that must be compiled before it is known whether they can be evaluated.</summary>
    public IReadOnlyList<SegmentDefinitionDocument> FindUnchecked(SandboxState state, IReadOnlyList<Guid> requested) =>
        [.. SegmentClosure.Of(state.Definitions, requested).Definitions.Where(definition => !verdicts.TryGet(definition, out _))];

    /// <summary>Returns the segments that cannot be evaluated: they, or what they refer to, do not compile or have lost their merge policy.</summary>
    public IReadOnlyDictionary<Guid, string> FindProblems(SandboxState state, IReadOnlyList<Guid> requested)
    {
        var own = new Dictionary<Guid, string?>();
        var problems = new Dictionary<Guid, string>();
        foreach (var id in requested)
        {
            var problem = SegmentClosure.Of(state.Definitions, [id]).Definitions
                .Select(definition => own.TryGetValue(definition.Id, out var known) ? known : own[definition.Id] = ProblemOf(state, definition))
                .FirstOrDefault(found => found is not null);
            if (problem is not null) problems.Add(id, problem);
        }

        return problems;
    }

    /// <summary>Builds the item that accepts a job.</summary>
    /// <param name="state">The state it is accepted in.</param>
    /// <param name="requested">The segments, which can be evaluated; those they refer to are added.</param>
    /// <param name="ids">Its ids.</param>
    /// <param name="source">Who makes it.</param>
    /// <param name="requestId">What it is called by who makes it.</param>
    /// <param name="skipped">Why other segments are not in it.</param>
    public static AcceptItem Build(
        SandboxState state, IReadOnlyList<Guid> requested, NewJobIds ids, string source, string requestId, IEnumerable<string> skipped)
    {
        var closure = SegmentClosure.Of(state.Definitions, requested);
        return new AcceptItem(
            ids.JobId, source, requestId, null, null, ids.BatchId, ids.ComputeJobId, ids.ComputeGatewayJobId, closure.Snapshots(state.MergePolicies),
            requested, closure.Policies(state.MergePolicies), [.. skipped.Select(static problem => $"Skipped: {problem}")])
        {
            DependsOn = closure.References(),
        };
    }

    private string? ProblemOf(SandboxState state, SegmentDefinitionDocument definition)
    {
        if (verdicts.TryGet(definition, out var problem) && problem is not null) return problem;
        return state.MergePolicies.Find(definition.MergePolicyId) is null
            ? $"Merge policy {definition.MergePolicyId} of segment definition {definition.Id} does not exist."
            : null;
    }
}
