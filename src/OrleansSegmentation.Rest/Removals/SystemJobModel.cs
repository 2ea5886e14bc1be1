using System.Globalization;
using OrleansSegmentation.Contracts.Removals;

namespace OrleansSegmentation.Rest.Removals;

/// <summary>A system job on the wire.</summary>
internal sealed record SystemJobModel(
    Guid Id, string ImsOrgId, string? DataSetId, string? BatchId, string JobType, string Status, string Metrics, long CreateEpoch, long UpdateEpoch)
{
    /// <summary>Maps a job; <c>metrics</c> is a text that holds JSON.</summary>
    public static SystemJobModel Of(SystemJob job, string organizationId) => new(
        job.Id, organizationId, job.DataSetId, job.BatchId, "DELETE", job.Status.ToString().ToUpperInvariant(),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"recordsProcessed\":{job.RecordsProcessed},\"timeTakenInSec\":{(job.UpdatedAtMs - job.CreatedAtMs + 500) / 1000}}}"),
        job.CreatedAtMs / 1000, job.UpdatedAtMs / 1000);
}
