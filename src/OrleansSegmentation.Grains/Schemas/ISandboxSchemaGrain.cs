using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Schemas;

/// <summary>The union schema of a sandbox, inferred from its data. Key: the sandbox. Nothing is stored: it can be inferred anew at any time.</summary>
[Alias("segmentation.sandbox-schema")]
internal interface ISandboxSchemaGrain : IGrainWithGuidKey
{
    /// <summary>Checks a valid expression against the attributes that the profiles of the sandbox have.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="partitionCount">How many partitions the sandbox has.</param>
    /// <param name="dataEpoch">The last epoch that changed data.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What the author should know; empty when there is no data.</returns>
    [Alias("check")]
    Task<IReadOnlyList<string>> CheckAsync(
        ExpressionDocument expression, int partitionCount, long dataEpoch, CancellationToken cancellationToken);
}
