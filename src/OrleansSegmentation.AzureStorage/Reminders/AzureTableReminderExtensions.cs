using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansSegmentation.AzureStorage.Tables;

namespace OrleansSegmentation.AzureStorage.Reminders;

/// <summary>Keeps reminders in an Azure table.</summary>
public static class AzureTableReminderExtensions
{
    /// <summary>Keeps reminders in a table.</summary>
    public static ISiloBuilder UseAzureTableReminderService(this ISiloBuilder builder, Action<AzureTableReminderStorageOptions> configure) =>
        builder.UseAzureTableReminderService(options => options.Configure(configure));

    /// <summary>Keeps reminders in a table.</summary>
    public static ISiloBuilder UseAzureTableReminderService(this ISiloBuilder builder, Action<OptionsBuilder<AzureTableReminderStorageOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        builder.AddReminders();
        var options = builder.Services.AddOptions<AzureTableReminderStorageOptions>();
        configureOptions(options);
        options.RequireTable(static table => (table.TableServiceClient, table.TableName));
        builder.Services.AddSingleton<IReminderTable, AzureReminderTable>();
        return builder;
    }
}
