using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.Reminders;

/// <summary>The table of reminders.</summary>
public sealed class AzureTableReminderStorageOptions
{
    /// <summary>The default of <see cref="TableName"/>.</summary>
    public const string DefaultTableName = "OrleansReminders";

    /// <summary>Gets or sets the table.</summary>
    /// <value>Default: <c>OrleansReminders</c>.</value>
    public string TableName { get; set; } = DefaultTableName;

    /// <summary>Gets or sets the client of the account, with its credential. Required.</summary>
    public TableServiceClient? TableServiceClient { get; set; }
}
