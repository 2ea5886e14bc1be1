using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions.Evaluation;

/// <summary>The evaluations that go on in one partition: at most one for each running job. Not thread-safe, like the replica it reads.</summary>
internal sealed partial class PartitionEvaluations
{
    private readonly int _partition;
    private readonly PartitionReplica _replica;
    private readonly EvaluationLimits _limits;
    private readonly JobPlanCache _plans;
    private readonly EvaluationPool _pool;
    private readonly IPartitionStore _files;
    private readonly ILogger _logger;
    private readonly Dictionary<Guid, PartitionEvaluation> _evaluations = [];

    public PartitionEvaluations(
        int partition, PartitionReplica replica, EvaluationLimits limits, JobPlanCache plans, EvaluationPool pool, IPartitionStore files, ILogger logger)
    {
        _partition = partition;
        _replica = replica;
        _limits = limits;
        _plans = plans;
        _pool = pool;
        _files = files;
        _logger = logger;
        replica.JobStopped += Stop;
    }

    /// <summary>Returns the evaluation of a job, which every caller shares.</summary>
    /// <exception cref="JobNotRunningException">The job does not run as far as the replica knows.</exception>
    public PartitionEvaluation Get(EvaluateRequest request)
    {
        if (_replica.FindPin(request.JobId) is not { } pin || pin.Epoch != request.Epoch)
            throw new JobNotRunningException(request.JobId, _replica.AppliedEpoch);
        if (_evaluations.TryGetValue(request.JobId, out var evaluation) && !evaluation.HasFailed) return evaluation;
        evaluation = new PartitionEvaluation(_partition, request, pin, _limits, _plans, _pool, _files);
        _evaluations[request.JobId] = evaluation;
        return evaluation;
    }

    /// <summary>Stops them all: the partition ends.</summary>
    public void Cancel()
    {
        foreach (var evaluation in _evaluations.Values) evaluation.Cancel();
    }

    private void Stop(Guid jobId, bool isPublished)
    {
        if (!_evaluations.Remove(jobId, out var evaluation)) return;
        evaluation.Cancel();
        if (!isPublished) _ = DiscardAsync(evaluation);
    }

    // The runner deletes the results of a job that ends without one, but this one may have been written a moment later.
    private async Task DiscardAsync(PartitionEvaluation evaluation)
    {
        try
        {
            await evaluation.DiscardAsync();
        }
        catch (Exception exception)
        {
            LogLeftBehind(_logger, exception, _partition);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Partition {Partition}: the result of a job that ended could not be deleted.")]
    private static partial void LogLeftBehind(ILogger logger, Exception exception, int partition);
}
