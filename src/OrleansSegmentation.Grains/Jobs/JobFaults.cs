using System.Globalization;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Why a job is not accepted.</summary>
internal static class JobFaults
{
    /// <summary>How many unknown ids one answer names.</summary>
    public const int UnknownIdLimit = 100;

    private const int RetryAfterSeconds = 30;

    public static ServiceFault NoSegments { get; } = ServiceFault.Of(
        "SEG-JOB003-400", "No segments given.", "The request names no segment. Send [{\"segmentId\":\"<uuid>\"}] with at least one item.");

    public static ServiceFault AllMixedWithIds { get; } = ServiceFault.Of(
        "SEG-JOB006-400", "'*' cannot be combined with segment ids.",
        "Send either [{\"segmentId\":\"*\"}] alone or segment ids.");

    public static ServiceFault TooManySegments(int count, int limit) => ServiceFault.Of(
        "SEG-JOB005-400", "Too many segments.",
        string.Create(CultureInfo.InvariantCulture, $"The request names {count} distinct segments; at most {limit} are accepted (Jobs:MaxSegmentsPerRequest)."));

    public static ServiceFault NothingToEvaluate(string sandbox, int skipped) => ServiceFault.Of(
        "SEG-JOB007-400", "'*' stands for no segment.", skipped == 0
            ? $"Sandbox '{sandbox}' has no segment definitions."
            : string.Create(CultureInfo.InvariantCulture, $"None of the {skipped} segment definitions of sandbox '{sandbox}' can be evaluated."));

    public static ServiceFault UnknownSegments(string sandbox, int requested, IReadOnlyList<(int Index, string Id)> unknown)
    {
        const string Code = "SEG-JOB004-400";
        var items = unknown.Take(UnknownIdLimit)
            .Select(item => new FaultItem(Code, $"Segment definition {item.Id} does not exist.", Field(item.Index)))
            .ToList();
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{unknown.Count} of {requested} segment ids {(unknown.Count == 1 ? "does" : "do")} not exist in sandbox '{sandbox}': {string.Join(", ", unknown.Take(UnknownIdLimit).Select(item => item.Id))}.");
        return new ServiceFault(400, "Unknown segment definition.", detail, items);
    }

    public static ServiceFault NotEvaluable(IReadOnlyList<(int Index, string Problem)> problems)
    {
        const string Code = "SEG-JOB008-400";
        return new ServiceFault(
            400, "A segment cannot be evaluated.", string.Join(" ", problems.Take(UnknownIdLimit).Select(item => item.Problem)),
            [.. problems.Select(item => new FaultItem(Code, item.Problem, Field(item.Index)))]);
    }

    public static ServiceFault TooManyUnfinished(int count, int limit) => ServiceFault.Busy(
        "SEG-JOB009-429", RetryAfterSeconds, "Too many unfinished jobs.",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{count} jobs of the sandbox are not finished; at most {limit} are accepted (Jobs:MaxUnfinishedPerSandbox). Wait for some to finish or cancel them."));

    public static ServiceFault KeyReused(string key, Guid jobId) => ServiceFault.Of(
        "SEG-JOB014-409", "The idempotency key was used with another request.",
        $"Idempotency-Key '{key}' made job {jobId} from a different body. Use a new key for a new request.", "Idempotency-Key");

    private static string Field(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}].segmentId");
}
