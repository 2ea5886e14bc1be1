using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Sandboxes;

namespace OrleansSegmentation.Client;

/// <summary>The way into a cluster: hands out one <see cref="SegmentationClient"/> per sandbox. Thread-safe; one per process is enough.</summary>
/// <param name="grains">A connected <see cref="IClusterClient"/>, or the grain factory inside a silo.</param>
/// <param name="options">How clients wait and page.</param>
/// <param name="clock">The clock of pauses between polls.</param>
public sealed class SegmentationCluster(IGrainFactory grains, IOptions<SegmentationClientOptions> options, TimeProvider clock)
{
    private const int SandboxesPerHealthCheck = 16; // a check must stay cheap however many sandboxes there are

    private readonly ConcurrentDictionary<Guid, SegmentationClient> _clients = new();

    /// <summary>Returns the client of a sandbox. Makes no call; the sandbox is created by the client's first call.</summary>
    public SegmentationClient GetSandbox(SandboxDescriptor sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        return _clients.TryGetValue(sandbox.SandboxId, out var client)
            ? client
            : _clients.GetOrAdd(sandbox.SandboxId, new SegmentationClient(grains, sandbox, options.Value, clock));
    }

    /// <summary>Asks the cluster for its silos.</summary>
    /// <returns>How many silos are active.</returns>
    /// <exception cref="SegmentationException"><c>SEG-GEN010-503</c>: the cluster does not answer.</exception>
    public Task<int> CountActiveSilosAsync(CancellationToken cancellationToken = default) =>
        GrainCall.InvokeAsync(
            async token => (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(token)).Count,
            cancellationToken);

    /// <summary>Asks sandboxes that this process has used whether their logs are open; at most 16 of them.</summary>
    /// <exception cref="SegmentationException"><c>SEG-GEN010-503</c>: a sandbox or its storage does not answer.</exception>
    public Task PingSandboxesAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(_clients.Values.Take(SandboxesPerHealthCheck).Select(client => client.PingAsync(cancellationToken)));
}
