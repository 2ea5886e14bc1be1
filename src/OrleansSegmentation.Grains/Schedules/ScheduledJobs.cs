using System.Globalization;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>Builds the jobs of schedules. Nobody waits for an answer: what cannot be evaluated is skipped, and the limits of callers do not apply.</summary>
/// <param name="verdicts">Which definitions compile.</param>
internal sealed class ScheduledJobs(ExpressionVerdicts verdicts)
{
    private readonly JobContents _contents = new(verdicts);

    /// <summary>Builds a job.</summary>
    /// <param name="state">The state it is accepted in.</param>
    /// <param name="segments">The ids as the schedule has them, or <c>*</c> alone.</param>
    /// <param name="fire">What makes it.</param>
    /// <param name="ids">Its ids.</param>
    /// <param name="toCheck">Definitions that must be compiled first; empty iff the result counts.</param>
    /// <returns>The item; null when nothing is left to evaluate.</returns>
    public AcceptItem? Build(
        SandboxState state, IReadOnlyList<string> segments, ScheduleFire fire, NewJobIds ids, out IReadOnlyList<SegmentDefinitionDocument> toCheck)
    {
        var requested = new List<Guid>();
        var skipped = new List<string>();
        if (segments is [JobAcceptance.All])
        {
            requested.AddRange(state.Definitions.OldestFirst.Select(static definition => definition.Id));
        }
        else
        {
            foreach (var segment in segments)
            {
                if (SegmentText.Parse(segment) is { } id && state.Definitions.Find(id) is not null) requested.Add(id);
                else skipped.Add($"Segment definition {segment} does not exist.");
            }
        }

        toCheck = _contents.FindUnchecked(state, requested);
        if (toCheck.Count > 0) return null;
        var problems = _contents.FindProblems(state, requested);
        requested.RemoveAll(problems.ContainsKey);
        if (requested.Count == 0) return null;
        var requestId = string.Create(CultureInfo.InvariantCulture, $"{fire.ScheduleId}-{fire.TimeMs}");
        return JobContents.Build(state, requested, ids, JobSources.Scheduler, requestId, [.. skipped, .. problems.Values]) with { Fire = fire };
    }
}
