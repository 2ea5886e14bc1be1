using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.GrainDirectory;

/// <summary>The table that says where each grain is active.</summary>
public sealed class AzureTableGrainDirectoryOptions
{
    /// <summary>The default of <see cref="TableName"/>.</summary>
    public const string DefaultTableName = "GrainDirectory";

    /// <summary>Gets or sets the table.</summary>
    /// <value>Default: <c>GrainDirectory</c>.</value>
    public string TableName { get; set; } = DefaultTableName;

    /// <summary>Gets or sets the client of the account, with its credential. Required.</summary>
    public TableServiceClient? TableServiceClient { get; set; }
}
