using System.Globalization;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>The errors with which the sandbox itself ends a run.</summary>
internal static class JobErrors
{
    /// <summary><c>SEG-RUN003</c>.</summary>
    public static JobError RunTooLong(TimeSpan limit) =>
        new("SEG-RUN003", string.Create(CultureInfo.InvariantCulture, $"The run took longer than {limit:c} (Jobs:MaxRunDuration)."));

    /// <summary><c>SEG-RUN005</c>: the run was taken over again and again.</summary>
    public static JobError NoProgress(int attaches) => new(
        "SEG-RUN005",
        string.Create(CultureInfo.InvariantCulture, $"The run was taken over {attaches} times without a newly finished partition."));

    /// <summary><c>SEG-RUN007</c>: the counts contradict each other, or those of the segment's last publication.</summary>
    public static JobError Inconsistent(string problem) => new("SEG-RUN007", $"The result is inconsistent: {problem}");

    /// <summary><c>SEG-RUN005</c>: a newer result is published already.</summary>
    public static JobError Outdated(Guid segmentId) =>
        new("SEG-RUN005", $"The result is outdated: segment {segmentId} was published after the job's snapshot.");
}
