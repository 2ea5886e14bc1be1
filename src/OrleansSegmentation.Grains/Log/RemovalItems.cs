namespace OrleansSegmentation.Grains.Log;

/// <summary>What a profile, a dataset or a batch supplied is removed: one page in each partition that has any left.</summary>
/// <param name="RemovalId">The system job, or the request that deletes a profile.</param>
/// <param name="Source">Whose records go.</param>
/// <param name="Pages">The pages, one per partition at most.</param>
/// <param name="NextNumbers">The next free number of each partition after it.</param>
internal sealed record RemoveItem(Guid RemovalId, RemovalSource Source, IReadOnlyList<RemovalPage> Pages, IReadOnlyList<int> NextNumbers) : LogItem;

/// <summary>Whose records go: exactly one of the three is given.</summary>
/// <param name="EntityNumber">The cluster number of a profile that goes whole, in the partition of the only page.</param>
/// <param name="DataSetId">A dataset.</param>
/// <param name="BatchId">A batch.</param>
/// <param name="UpToEpoch">Of a dataset or batch, what later epochs supplied stays.</param>
[GenerateSerializer, Immutable, Alias("segmentation.removal-source")]
internal sealed record RemovalSource(
    [property: Id(0)] int? EntityNumber, [property: Id(1)] string? DataSetId, [property: Id(2)] Guid? BatchId, [property: Id(3)] long UpToEpoch);

/// <summary>A page of a removal.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Plan">What changes (<c>RemovalPlan</c>); null: nothing.</param>
/// <param name="NextCursor">Where the next page of the partition starts; −1 when this was the last.</param>
/// <param name="RecordCount">How many fragments and events go.</param>
internal sealed record RemovalPage(int Partition, Attachment? Plan, int NextCursor, long RecordCount);

/// <summary>A system job was accepted: it removes what a dataset or a batch supplied up to this entry.</summary>
internal sealed record SystemJobItem(Guid JobId, string? DataSetId, Guid? BatchId) : LogItem;

/// <summary>A system job ended.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Error">Why it stopped before all was gone; null when all is.</param>
internal sealed record SystemJobEndItem(Guid JobId, string? Error) : LogItem;

/// <summary>The record of a system job goes, at once or as soon as it ends.</summary>
internal sealed record SystemJobForgetItem(Guid JobId) : LogItem;
