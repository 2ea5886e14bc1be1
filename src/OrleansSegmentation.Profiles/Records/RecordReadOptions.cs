namespace OrleansSegmentation.Profiles.Records;

/// <summary>What a request of records says about all of them.</summary>
public sealed record RecordReadOptions
{
    /// <summary>Gets the dataset of records that do not name one.</summary>
    public required string DefaultDatasetId { get; init; }

    /// <summary>Gets the one receive time of the request, ms since 1970: the timestamp of profile records without one.</summary>
    public required long ReceivedTimeMs { get; init; }

    /// <summary>Gets how many refusals are listed; all are counted.</summary>
    /// <value>Default: 100.</value>
    public int MaxListedRejections { get; init; } = ParsedBatch.MaxListedRejections;
}
