using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>The schedules of an open sandbox, and what makes their jobs when their times come.</summary>
/// <remarks>
/// What is due is a function of the state and the log time, decided again when the entry is composed: whoever asks how often, a planned time
/// makes one job. An activation that opens after a downtime finds what is due by the same function.
/// </remarks>
internal sealed partial class SandboxSchedules(
    SandboxPump pump, ScheduleOptions options, JobNumbers numbers, SandboxDefinitions definitions, TimeProvider clock, ILogger logger)
{
    private readonly ScheduledJobs _jobs = new(definitions.Verdicts);
    private readonly ScheduleDecisions _decisions = new(options);
    private readonly Dictionary<Guid, Plan> _plans = [];
    private Task _firing = Task.CompletedTask;

    public Task<ServiceResult<ScheduleDocument>> CreateAsync(ScheduleDraft draft) => pump.RunAsync(_decisions.Create(Guid.NewGuid(), draft));

    public Task<ServiceResult<ScheduleDocument>> PatchAsync(Guid id, SchedulePatch patch) => pump.RunAsync(_decisions.Patch(id, patch));

    public Task<ServiceResult<Done>> DeleteAsync(Guid id) => pump.RunAsync(ScheduleDecisions.Delete(id));

    public async Task<ScheduleDocument?> GetAsync(Guid id) => (await pump.ReadAsync()).Schedules.Find(id)?.Document;

    public async Task<SchedulePage> ListAsync(ScheduleListQuery query) => ScheduleDecisions.List((await pump.ReadAsync()).Schedules, query);

    public Task<ServiceResult<AudienceChange>> AddAudiencesAsync(Guid id, IReadOnlyList<string> segmentIds) => pump.RunAsync(AudienceDecisions.Add(id, segmentIds));

    public Task<ServiceResult<AudienceChange>> RemoveAudiencesAsync(Guid id, IReadOnlyList<string> segmentIds) =>
        pump.RunAsync(AudienceDecisions.Remove(id, segmentIds));

    public async Task<AudienceMap> MapAudiencesAsync(IReadOnlyList<string> segmentIds) => AudienceDecisions.Map((await pump.ReadAsync()).Schedules, segmentIds);

    /// <summary>Creates the job of a schedule now.</summary>
    public Task<ServiceResult<Done>> TriggerAsync(Guid id) => MakeAsync(ids => Trigger(id, ids));

    /// <summary>Makes the jobs that are due; called every second. Returns when they are accepted.</summary>
    public Task TickAsync()
    {
        if (pump.Failure is not null || !_firing.IsCompleted) return _firing;
        var due = FindDue();
        return due.Count == 0 ? Task.CompletedTask : _firing = FireAsync(due);
    }

    // The next time of a schedule is looked up once per change of it, not every second.
    private List<Guid> FindDue()
    {
        var nowMs = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), pump.State.TimeMs + 1);
        var due = new List<Guid>();
        foreach (var schedule in pump.State.Schedules.All.Where(static schedule => schedule.IsFiring))
        {
            if (!_plans.TryGetValue(schedule.Id, out var plan) || plan.Schedule != schedule)
            {
                var times = CronTimes.Parse(schedule.Document.Schedule);
                _plans[schedule.Id] = plan = new Plan(schedule, times, times.NextAfter(Math.Max(schedule.SinceMs, schedule.FiredMs)));
            }

            if (!(plan.NextMs <= nowMs)) continue;
            if (schedule.FindDue(plan.Times, nowMs) is not null) due.Add(schedule.Id);
            else _plans[schedule.Id] = plan with { NextMs = plan.Times.NextAfter(nowMs) }; // it was missed too long ago
        }

        foreach (var gone in _plans.Keys.Where(id => pump.State.Schedules.Find(id) is not { IsFiring: true }).ToList()) _plans.Remove(gone);
        return due;
    }

    private async Task FireAsync(List<Guid> due)
    {
        foreach (var id in due)
        {
            try
            {
                await MakeAsync(ids => Fire(id, ids));
            }
            catch (Exception exception)
            {
                LogNotFired(logger, exception, id); // it stays due, so the next second tries again
            }
        }
    }

    private async Task<ServiceResult<Done>> MakeAsync(Func<NewJobIds, Decide<Outcome>> decide)
    {
        var ids = new NewJobIds(Guid.NewGuid(), Guid.NewGuid(), await numbers.TakeAsync(CancellationToken.None), Guid.NewGuid());
        while (true)
        {
            var outcome = await pump.RunAsync(decide(ids));
            if (outcome.Result is { } result) return result;
            await definitions.CheckAsync(outcome.ToCheck);
        }
    }

    private Decide<Outcome> Fire(Guid id, NewJobIds ids) => (state, stamp) =>
    {
        if (state.Schedules.Find(id) is not { } schedule || schedule.FindDue(CronTimes.Parse(schedule.Document.Schedule), stamp.TimeMs) is not { } planned)
            return Outcome.Nothing; // made already, or changed in between
        return Make(state, schedule, planned, isPlanned: true, ids);
    };

    private Decide<Outcome> Trigger(Guid id, NewJobIds ids) => (state, stamp) =>
    {
        if (state.Schedules.Find(id) is not { } schedule) return Outcome.Of(ScheduleFaults.NotFound(id));
        if (schedule.Document.Type != ScheduleTypes.BatchSegmentation)
            return Outcome.Of(ScheduleFaults.WrongType("id", $"Schedule {id} is of type '{schedule.Document.Type}'; only '{ScheduleTypes.BatchSegmentation}' can be triggered."));
        // A planned time that comes at this very moment is done with too: schedule and time make one job.
        var isPlanned = schedule.FindDue(CronTimes.Parse(schedule.Document.Schedule), stamp.TimeMs) == stamp.TimeMs;
        return Make(state, schedule, stamp.TimeMs, isPlanned, ids);
    };

    private Decision<Outcome> Make(SandboxState state, ScheduleRecord schedule, long timeMs, bool isPlanned, NewJobIds ids)
    {
        var fire = new ScheduleFire(schedule.Id, Guid.NewGuid(), timeMs, isPlanned);
        var job = _jobs.Build(state, schedule.Document.Properties.Segments!, fire, ids, out var toCheck);
        if (toCheck.Count > 0) return Decision<Outcome>.Answered(new Outcome(null, toCheck));
        LogItem[] items = job is not null ? [job] : isPlanned ? [new ScheduleSkippedItem(schedule.Id, timeMs)] : [];
        return Decision<Outcome>.Append(new Outcome(Done.Value, []), items);
    }

    [LoggerMessage(LogLevel.Warning, "The job of schedule {ScheduleId} could not be made.")]
    private static partial void LogNotFired(ILogger logger, Exception exception, Guid scheduleId);

    private sealed record Plan(ScheduleRecord Schedule, CronTimes Times, long? NextMs);

    private sealed record Outcome(ServiceResult<Done>? Result, IReadOnlyList<SegmentDefinitionDocument> ToCheck)
    {
        public static Decision<Outcome> Nothing { get; } = Decision<Outcome>.Answered(new Outcome(Done.Value, []));

        public static Decision<Outcome> Of(ServiceFault fault) => Decision<Outcome>.Answered(new Outcome(fault, []));
    }
}
