using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansSegmentation.Client;

namespace OrleansSegmentation.Rest.Health;

/// <summary>Healthy while the logs of the sandboxes in use are open, which needs the storage to answer.</summary>
internal sealed class SandboxHealthCheck(SegmentationCluster cluster) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await cluster.PingSandboxesAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
