using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Client;

/// <summary>One segment job. Holds its id only, so making a handle makes no call. Thread-safe.</summary>
/// <remarks>Every call throws <see cref="SegmentationException"/> with <c>SEG-JOB001-404</c> when there is no such job.</remarks>
public sealed class SegmentJobHandle
{
    private readonly SegmentationClient _client;
    private readonly SegmentationClientOptions _options;
    private readonly TimeProvider _clock;

    internal SegmentJobHandle(SegmentationClient client, Guid id, SegmentationClientOptions options, TimeProvider clock)
    {
        _client = client;
        Id = id;
        _options = options;
        _clock = clock;
    }

    /// <summary>Gets the id of the job.</summary>
    public Guid Id { get; }

    /// <summary>Reads the job as it is now.</summary>
    public Task<SegmentJobDocument> GetAsync(CancellationToken cancellationToken = default) =>
        _client.GetJobDocumentAsync(Id, cancellationToken);

    /// <summary>Explains the job: its place in the queue, its progress, its timeline.</summary>
    public Task<JobDiagnostics> GetDiagnosticsAsync(CancellationToken cancellationToken = default) =>
        _client.GetDiagnosticsAsync(Id, cancellationToken);

    /// <summary>Waits until the job is SUCCEEDED, FAILED or CANCELLED, and returns it. A failed job is returned, not thrown.</summary>
    /// <remarks>While the cluster does not answer (429, 503) it goes on asking; end it by <paramref name="cancellationToken"/>.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled; the job goes on.</exception>
    public async Task<SegmentJobDocument> WaitForCompletionAsync(CancellationToken cancellationToken = default)
    {
        for (var pause = _options.PollInterval; ; pause = Longer(pause))
        {
            try
            {
                var job = await GetAsync(cancellationToken);
                if (IsFinal(job.Status))
                {
                    return job;
                }
            }
            catch (SegmentationException exception) when (exception.IsTransient)
            {
                pause = _options.MaxPollInterval;
            }

            await Task.Delay(pause, _clock, cancellationToken);
        }
    }

    /// <summary>Asks an unfinished job to stop; does nothing to a finished one. CANCELLED follows within seconds, unless the job is quicker.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        // A finished job is left alone here: the same call would remove the record of one that finished long ago.
        if (!IsFinal((await GetAsync(cancellationToken)).Status))
        {
            await DeleteAsync(cancellationToken);
        }
    }

    /// <summary>Cancels an unfinished job, or removes the record of a finished one; segment membership is not touched.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken = default) => _client.DeleteJobAsync(Id, cancellationToken);

    private static bool IsFinal(SegmentJobStatus status) =>
        status is SegmentJobStatus.Succeeded or SegmentJobStatus.Failed or SegmentJobStatus.Cancelled;

    private TimeSpan Longer(TimeSpan pause) => pause * 1.5 < _options.MaxPollInterval ? pause * 1.5 : _options.MaxPollInterval;
}
