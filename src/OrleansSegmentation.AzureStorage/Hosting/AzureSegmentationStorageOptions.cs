using System.ComponentModel.DataAnnotations;
using Azure.Core;

namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>Where a server of several silos keeps everything (<c>Segmentation:Storage</c>).</summary>
/// <remarks>The account is reached by <see cref="ConnectionString"/>, or by the two service addresses and an identity.</remarks>
public sealed class AzureSegmentationStorageOptions
{
    /// <summary>Gets or sets the connection string of the storage account. A secret: it is never logged.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets the address of the account's blobs, such as <c>https://account.blob.core.windows.net</c>; used with an identity.</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>Gets or sets the address of the account's tables, such as <c>https://account.table.core.windows.net</c>; used with an identity.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>Gets or sets the client id of a user-assigned managed identity.</summary>
    /// <value>Default: none, which means the machine's own managed identity.</value>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>Gets or sets the identity in code, in place of a managed one.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>Gets or sets the container of logs and files.</summary>
    /// <value>Default: <c>segmentation</c>. 3 to 63 lower-case letters, digits and single dashes.</value>
    [Required]
    [RegularExpression("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", ErrorMessage = "The field ContainerName must have 3 to 63 lower-case letters, digits and single dashes.")]
    public string ContainerName { get; set; } = "segmentation";

    /// <summary>Gets or sets the folder of local copies. It may be deleted at any time and shared by silos of one machine.</summary>
    /// <value>Default: <c>cache</c>, in the working directory.</value>
    [Required]
    public string CacheDirectory { get; set; } = "cache";

    /// <summary>Gets or sets how large the local copies may become together. Unit: bytes.</summary>
    /// <value>Default: 10 GiB. From 1 MiB.</value>
    [Range(1L << 20, long.MaxValue)]
    public long CacheBytes { get; set; } = 10L << 30;
}
