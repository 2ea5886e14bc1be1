using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansSegmentation.AzureStorage.Configuration;

/// <summary>
/// A section as <c>Orleans:Clustering</c> with <c>ServiceKey</c>, <c>ConnectionString</c> or <c>ConnectionName</c>, one of which says how the account is reached.
/// </summary>
internal static class ProviderSection
{
    /// <summary>Returns the section's client: a registered one under <c>ServiceKey</c>, or a new one.</summary>
    /// <exception cref="InvalidOperationException">The section names none.</exception>
    public static TableServiceClient TableClient(this IConfigurationSection section, IServiceProvider services) =>
        section["ServiceKey"] is { Length: > 0 } key
            ? services.GetRequiredKeyedService<TableServiceClient>(key)
            : ServiceUri(section) is { } uri ? new TableServiceClient(uri) : new TableServiceClient(ConnectionString(section, services));

    /// <inheritdoc cref="TableClient"/>
    public static BlobServiceClient BlobClient(this IConfigurationSection section, IServiceProvider services) =>
        section["ServiceKey"] is { Length: > 0 } key
            ? services.GetRequiredKeyedService<BlobServiceClient>(key)
            : ServiceUri(section) is { } uri ? new BlobServiceClient(uri) : new BlobServiceClient(ConnectionString(section, services));

    // a connection string may also be the address of the service, with a signature in it
    private static Uri? ServiceUri(IConfigurationSection section) =>
        Uri.TryCreate(section["ConnectionString"], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static string ConnectionString(IConfigurationSection section, IServiceProvider services)
    {
        if (section["ConnectionString"] is { Length: > 0 } given) return given;
        var name = section["ConnectionName"];
        return name is { Length: > 0 } && services.GetRequiredService<IConfiguration>().GetConnectionString(name) is { Length: > 0 } found
            ? found
            : throw new InvalidOperationException(
                $"{section.Path} says no storage account. Accepted: {section.Path}:ConnectionString, :ConnectionName (of a connection string that exists) or :ServiceKey.");
    }
}
