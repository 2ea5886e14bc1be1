using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.SiloHost;

/// <summary>Healthy while the store answers.</summary>
internal sealed class StorageHealthCheck(ISegmentationStorage storage) : IHealthCheck
{
    /// <summary>How long the store may take before the check counts as failed.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await storage.CheckAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
