using OrleansSegmentation.Contracts.Sandboxes;

namespace OrleansSegmentation.Client;

/// <summary>Segment jobs, definitions, merge policies and ingest of one sandbox. Thread-safe.</summary>
/// <remarks>
/// Every call throws <see cref="SegmentationException"/> with <c>SEG-GEN010-503</c> when the cluster or its storage does not answer,
/// and creates the sandbox if this is the first use of it. Get instances from <see cref="SegmentationCluster.GetSandbox"/>.
/// </remarks>
public sealed partial class SegmentationClient
{
    private readonly IGrainFactory _grains;
    private readonly SegmentationClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private Task? _ensured;

    internal SegmentationClient(
        IGrainFactory grains, SandboxDescriptor sandbox, SegmentationClientOptions options, TimeProvider clock)
    {
        _grains = grains;
        Sandbox = sandbox;
        _options = options;
        _clock = clock;
    }

    /// <summary>Gets the sandbox this client works in.</summary>
    public SandboxDescriptor Sandbox { get; }

    /// <summary>Creates the sandbox if it does not exist yet. One call per client; later ones answer at once.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken = default)
    {
        if (_ensured is { IsCompletedSuccessfully: true })
        {
            return Task.CompletedTask;
        }

        Task ensured;
        lock (_gate)
        {
            if (_ensured is null or { IsFaulted: true } or { IsCanceled: true })
            {
                // shared by all callers, so no single caller's token may end it
                _ensured = GrainCall.InvokeAsync(
                    async token =>
                    {
                        await _grains.GetGrain<ISandboxGrain>(Sandbox.SandboxId).EnsureAsync(Sandbox, token);
                        return true;
                    },
                    CancellationToken.None);
            }

            ensured = _ensured;
        }

        return ensured.WaitAsync(cancellationToken);
    }

    /// <summary>Wakes the sandbox; answers when its log is open.</summary>
    public Task PingAsync(CancellationToken cancellationToken = default) =>
        GrainCall.InvokeAsync(
            async token =>
            {
                await _grains.GetGrain<ISandboxGrain>(Sandbox.SandboxId).PingAsync(token).WaitAsync(token);
                return true;
            },
            cancellationToken);

    private async Task<TResult> CallAsync<TGrain, TResult>(
        Func<TGrain, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
        where TGrain : IGrainWithGuidKey
    {
        await EnsureAsync(cancellationToken);
        return await GrainCall.InvokeAsync(
            token => call(_grains.GetGrain<TGrain>(Sandbox.SandboxId), token), cancellationToken);
    }
}
