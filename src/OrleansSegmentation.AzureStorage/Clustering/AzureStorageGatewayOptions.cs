using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.Clustering;

/// <summary>The membership table in which clients of other processes look for gateways.</summary>
public sealed class AzureStorageGatewayOptions
{
    /// <summary>Gets or sets the table.</summary>
    /// <value>Default: <c>OrleansSiloInstances</c>.</value>
    public string TableName { get; set; } = AzureStorageClusteringOptions.DefaultTableName;

    /// <summary>Gets or sets the client of the account, with its credential. Required.</summary>
    public TableServiceClient? TableServiceClient { get; set; }
}
