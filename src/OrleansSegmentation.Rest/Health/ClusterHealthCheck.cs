using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansSegmentation.Client;

namespace OrleansSegmentation.Rest.Health;

/// <summary>Healthy while the cluster has an active silo.</summary>
internal sealed class ClusterHealthCheck(SegmentationCluster cluster) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await cluster.CountActiveSilosAsync(cancellationToken) > 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The cluster has no active silo.");
}
