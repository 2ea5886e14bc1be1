using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions.Evaluation;

/// <summary>The one evaluation of a job in a partition, shared by all who ask for it.</summary>
internal sealed class PartitionEvaluation(
    int partition, EvaluateRequest request, PinnedSnapshot pin, EvaluationLimits limits, JobPlanCache plans, EvaluationPool pool, IPartitionStore files)
    : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly EvaluationCounters _counters = new(request.JobId, pin.Views.Values.Sum(static view => view.ProfileCount));
    private Task<PartitionResult>? _completion;

    /// <summary>Gets the result; starts the work when asked first.</summary>
    public Task<PartitionResult> Completion => _completion ??= RunAsync();

    /// <summary>Gets whether the evaluation ended without a result, so that another may be tried.</summary>
    public bool HasFailed => _completion is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>Returns how far it is.</summary>
    public PartitionProgress GetProgress() => _counters.ToProgress();

    /// <summary>Stops the work: its job ended.</summary>
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Waits until the work has stopped and deletes its result: its job ended without being published.</summary>
    public async Task DiscardAsync()
    {
        if (_completion is not null) await ((Task)_completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await files.DeleteAsync(PartitionOutcome.FileNameOf(request.JobId, partition), CancellationToken.None);
    }

    /// <inheritdoc />
    public void Dispose() => _cancellation.Dispose();

    private async Task<PartitionResult> RunAsync()
    {
        var cancellationToken = _cancellation.Token;
        var fileName = PartitionOutcome.FileNameOf(request.JobId, partition);
        if (await ReadAsync(fileName, cancellationToken) is { } existing) return existing;

        var plan = await plans.GetAsync(request.Request).WaitAsync(cancellationToken);
        var work = new PartitionEvaluationWork(partition, plan, request, pin, limits, _counters, cancellationToken);
        await pool.RunAsync(request.JobId, work, cancellationToken);
        var outcome = work.Outcome!;
        var bytes = await pool.RunAsync(request.JobId, () => PartitionOutcomeFile.Encode(outcome), cancellationToken);
        if (await files.CreateAsync(fileName, bytes, cancellationToken) == CreateOutcome.Created) return outcome.ToResult();

        // Another attempt was first. Both found the same, but only one is the result: its times are what everybody sees.
        return await ReadAsync(fileName, cancellationToken)
            ?? throw new StorageDamagedException(fileName, "The result exists and cannot be read.");
    }

    private async Task<PartitionResult?> ReadAsync(string fileName, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(fileName, cancellationToken) is not { } bytes) return null;
        var outcome = await pool.RunAsync(request.JobId, () => PartitionOutcomeFile.Decode(fileName, bytes.Span), cancellationToken);
        return outcome.ToResult();
    }
}
