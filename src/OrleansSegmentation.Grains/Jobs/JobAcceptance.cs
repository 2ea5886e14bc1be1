using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>The ids a new job gets.</summary>
internal readonly record struct NewJobIds(Guid JobId, Guid BatchId, long ComputeJobId, Guid ComputeGatewayJobId);

/// <summary>What became of a submission.</summary>
/// <param name="Result">The answer; null when definitions must be compiled first.</param>
/// <param name="ToCheck">Those definitions.</param>
internal sealed record JobAcceptanceOutcome(ServiceResult<JobSubmitted>? Result, IReadOnlyList<SegmentDefinitionDocument> ToCheck);

/// <summary>Accepts jobs: validates the request and pins everything the job will evaluate, in one entry.</summary>
/// <param name="options">Limits.</param>
/// <param name="verdicts">Which definitions compile.</param>
/// <param name="documents">Builds the answer.</param>
internal sealed class JobAcceptance(SegmentJobOptions options, ExpressionVerdicts verdicts, Func<SandboxState, JobRecord, SegmentJobDocument> documents)
{
    private readonly JobContents _contents = new(verdicts);

    /// <summary>The request that stands for all definitions.</summary>
    public const string All = "*";

    public Decide<JobAcceptanceOutcome> Accept(JobSubmission submission, NewJobIds ids) => (state, stamp) =>
    {
        if (submission.IdempotencyKey is { } key && state.Jobs.Keys.TryFind(key, stamp.TimeMs, out var use))
            return Replay(submission, key, use);

        var requested = submission.SegmentIds is { } sent && sent is not [All] ? ReadIds(sent, state) : AllIds(state);
        if (requested.Fault is not null) return Answer(requested.Fault);

        var toCheck = _contents.FindUnchecked(state, requested.Ids);
        if (toCheck.Count > 0) return Decision<JobAcceptanceOutcome>.Answered(new JobAcceptanceOutcome(null, toCheck));

        var problems = _contents.FindProblems(state, requested.Ids);
        if (requested.IsAll) requested = requested with { Ids = [.. requested.Ids.Where(id => !problems.ContainsKey(id))] };
        else if (problems.Count > 0) return Answer(JobFaults.NotEvaluable([.. problems.Select(item => (requested.IndexOf(item.Key), item.Value))]));
        if (requested.Ids.Count == 0) return Answer(JobFaults.NothingToEvaluate(state.Created.Name, problems.Count));

        if (state.Jobs.UnfinishedOfCallers >= options.MaxUnfinishedPerSandbox)
            return Answer(JobFaults.TooManyUnfinished(state.Jobs.UnfinishedOfCallers, options.MaxUnfinishedPerSandbox));

        var accept = JobContents.Build(state, requested.Ids, ids, JobSources.Api, submission.RequestId, problems.Values) with
        {
            IdempotencyKey = submission.IdempotencyKey,
            BodyHash = submission.BodyHash,
        };
        return new Decision<JobAcceptanceOutcome>(
            [accept], after => new JobAcceptanceOutcome(new JobSubmitted(documents(after, after.Jobs.Find(ids.JobId)!), false), []));
    };

    private Decision<JobAcceptanceOutcome> Replay(JobSubmission submission, string key, KeyUse use) => submission.BodyHash == use.BodyHash
        ? new([], after => new JobAcceptanceOutcome(new JobSubmitted(documents(after, after.Jobs.Find(use.JobId)!), true), []))
        : Answer(JobFaults.KeyReused(key, use.JobId));

    private static Decision<JobAcceptanceOutcome> Answer(ServiceFault fault) =>
        Decision<JobAcceptanceOutcome>.Answered(new JobAcceptanceOutcome(fault, []));

    private static Requested AllIds(SandboxState state)
    {
        var ids = state.Definitions.OldestFirst.Select(definition => definition.Id).ToList();
        return ids.Count == 0
            ? new Requested([], new Dictionary<Guid, int>(), IsAll: true, JobFaults.NothingToEvaluate(state.Created.Name, 0))
            : new Requested(ids, new Dictionary<Guid, int>(), IsAll: true, null);
    }

    private Requested ReadIds(IReadOnlyList<string> sent, SandboxState state)
    {
        if (sent.Count == 0) return Requested.Refused(JobFaults.NoSegments);
        if (sent.Contains(All)) return Requested.Refused(JobFaults.AllMixedWithIds);

        var ids = new List<Guid>();
        var indexes = new Dictionary<Guid, int>();
        var texts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var unknown = new List<(int Index, string Id)>();
        for (var i = 0; i < sent.Count; i++)
        {
            if (Guid.TryParse(sent[i], out var id) && state.Definitions.Find(id) is not null)
            {
                if (indexes.TryAdd(id, i)) ids.Add(id);
            }
            else if (texts.Add(sent[i]))
            {
                unknown.Add((i, sent[i]));
            }
        }

        var count = ids.Count + unknown.Count;
        if (count > options.MaxSegmentsPerRequest) return Requested.Refused(JobFaults.TooManySegments(count, options.MaxSegmentsPerRequest));
        return unknown.Count > 0
            ? Requested.Refused(JobFaults.UnknownSegments(state.Created.Name, count, unknown))
            : new Requested(ids, indexes, IsAll: false, null);
    }

    private sealed record Requested(IReadOnlyList<Guid> Ids, IReadOnlyDictionary<Guid, int> Indexes, bool IsAll, ServiceFault? Fault)
    {
        public static Requested Refused(ServiceFault fault) => new([], new Dictionary<Guid, int>(), IsAll: false, fault);

        public int IndexOf(Guid id) => Indexes[id];
    }
}
