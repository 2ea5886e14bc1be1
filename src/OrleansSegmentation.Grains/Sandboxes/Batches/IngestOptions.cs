using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>How many batches may wait at a sandbox. Section <c>Segmentation:Ingest</c>.</summary>
public sealed class IngestOptions
{
    /// <summary>Gets or sets how many batches of a sandbox may wait; more are answered with 429.</summary>
    /// <value>Default: 10,000. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxWaitingBatches { get; set; } = 10_000;

    /// <summary>Gets or sets how many bytes the waiting batches of a sandbox may hold in memory; more are answered with 429.</summary>
    /// <value>Default: 268,435,456 (256 MiB). From 1 MiB to 64 GiB.</value>
    [Range(1L << 20, 1L << 36)]
    public long MaxWaitingBytes { get; set; } = 256L << 20;

    /// <summary>Gets or sets how many bytes of committed records partitions may be behind with; after that batches wait until they have caught up.</summary>
    /// <value>Default: 268,435,456 (256 MiB). From 1 MiB to 64 GiB.</value>
    [Range(1L << 20, 1L << 36)]
    public long MaxReplicaLagBytes { get; set; } = 256L << 20;

    /// <summary>Gets or sets how long the identity index and the partitions may take to answer; after that the batch is answered with 503.</summary>
    /// <value>Default: 10 seconds. From 100 ms to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
