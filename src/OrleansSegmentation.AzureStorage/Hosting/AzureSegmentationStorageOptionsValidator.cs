using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>Checks the ranges of <see cref="AzureSegmentationStorageOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class AzureSegmentationStorageOptionsValidator : IValidateOptions<AzureSegmentationStorageOptions>;

/// <summary>Checks that the options say one way to reach the account. Its messages never repeat a secret.</summary>
internal sealed class AzureAccountValidator : IValidateOptions<AzureSegmentationStorageOptions>
{
    private const string Section = "Segmentation:Storage";

    public ValidateOptionsResult Validate(string? name, AzureSegmentationStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var hasUris = options.BlobServiceUri is not null || options.TableServiceUri is not null;
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            if (hasUris) return Fail($"{Section} has a ConnectionString and service addresses; only one of the two is accepted.");
            return IsConnectionString(options.ConnectionString)
                ? ValidateOptionsResult.Success
                : Fail($"{Section}:ConnectionString is not the connection string of a storage account. Accepted: Name=value pairs joined by ';', as the account's access keys page shows it. (The value is a secret and is not repeated here.)");
        }

        if (!hasUris) return Fail($"{Section}:Provider is AzureStorage, but no account is given. Accepted: {Section}:ConnectionString, or {Section}:BlobServiceUri and {Section}:TableServiceUri with a managed identity.");
        foreach (var (setting, uri) in new[] { (nameof(options.BlobServiceUri), options.BlobServiceUri), (nameof(options.TableServiceUri), options.TableServiceUri) })
        {
            if (uri is not { IsAbsoluteUri: true, Scheme: "https" })
                return Fail($"{Section}:{setting} is {(uri is null ? "missing" : $"'{uri}'")}. Accepted: an https address; identities are not sent over http.");
        }

        return ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Fail(string message) => ValidateOptionsResult.Fail(message);

    private static bool IsConnectionString(string text)
    {
        try
        {
            _ = new TableServiceClient(text);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
