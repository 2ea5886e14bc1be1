using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.Clustering;

/// <summary>The membership table of silos.</summary>
public sealed class AzureStorageClusteringOptions
{
    /// <summary>The default of <see cref="TableName"/>.</summary>
    public const string DefaultTableName = "OrleansSiloInstances";

    /// <summary>Gets or sets the table.</summary>
    /// <value>Default: <c>OrleansSiloInstances</c>.</value>
    public string TableName { get; set; } = DefaultTableName;

    /// <summary>Gets or sets the client of the account, with its credential. Required.</summary>
    public TableServiceClient? TableServiceClient { get; set; }
}
