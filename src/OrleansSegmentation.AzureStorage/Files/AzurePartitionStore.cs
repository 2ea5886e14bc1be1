using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OrleansSegmentation.AzureStorage.Blobs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Files;

/// <summary>The files and documents of one sandbox as blobs named <c>{sandbox id}/files/{name}</c>. Files that are opened are read from a local copy.</summary>
internal sealed class AzurePartitionStore(BlobContainerClient container, Guid sandboxId, FileCache cache) : IPartitionStore
{
    private readonly string _prefix = $"{sandboxId:D}/files/";
    private readonly BlobWriter _writer = new(container);

    public async Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var stamp = BlobStamp.New(XxHash3.HashToUInt64(content.Span));
        var etag = await _writer.CreateAsync(BlobName(name), BlobContent.Of(content), stamp, cancellationToken);
        return etag is null ? CreateOutcome.AlreadyExists : CreateOutcome.Created;
    }

    public async Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var blob = BlobName(name);
        var (temporary, checksum) = await cache.WriteAsideAsync(write, cancellationToken);
        try
        {
            if (await _writer.CreateAsync(blob, BlobContent.OfFile(temporary), BlobStamp.New(checksum), cancellationToken) is not { } etag) return CreateOutcome.AlreadyExists;
            cache.Adopt(temporary, blob, etag);
            return CreateOutcome.Created;
        }
        finally
        {
            File.Delete(temporary); // not there any more when it was adopted
        }
    }

    public async ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient(BlobName(name));
        while (true)
        {
            try
            {
                // Asked for each time: only the store knows whether the file still exists, and in which version.
                var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
                var options = new BlobDownloadToOptions { Conditions = new BlobRequestConditions { IfMatch = properties.ETag } };
                var handle = await cache.OpenAsync(
                    blob.Name,
                    properties.ETag,
                    BlobStamp.Read(properties.Metadata, blob.Name).Checksum,
                    properties.ContentLength,
                    (stream, token) => blob.DownloadToAsync(stream, options, token),
                    cancellationToken);
                return new OpenedFile(name, name, handle);
            }
            catch (RequestFailedException exception) when (BlobErrors.IsMissing(exception))
            {
                return null;
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                // deleted and made anew between the two calls
            }
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        await DownloadAsync(BlobName(name), cancellationToken) is { } found ? found.Content : default(ReadOnlyMemory<byte>?);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, _prefix + prefix, cancellationToken))
            yield return blob.Name[_prefix.Length..];
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var blob = BlobName(name);
        await container.GetBlobClient(blob).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        cache.Forget(blob);
    }

    public async ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        await DownloadAsync(BlobName(name), cancellationToken) is { } found ? new StoredDocument(found.Content, found.Version.ToString()) : null;

    public async Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken)
    {
        var blob = BlobName(name);
        var replaced = etag is null ? null : DocumentVersion.Parse(etag);
        if (etag is not null && replaced is null) return null;
        var stamp = BlobStamp.New(XxHash3.HashToUInt64(content.Span), replaced?.Stamp);
        var written = await _writer.ReplaceAsync(blob, content, stamp, replaced?.ETag, cancellationToken);
        return written is { } version ? new DocumentVersion(version, stamp).ToString() : null;
    }

    private string BlobName(string name)
    {
        StoredName.Require(name);
        return _prefix + name;
    }

    private async Task<(ReadOnlyMemory<byte> Content, DocumentVersion Version)?> DownloadAsync(string blob, CancellationToken cancellationToken)
    {
        try
        {
            var download = (await container.GetBlobClient(blob).DownloadContentAsync(cancellationToken)).Value;
            var content = download.Content.ToMemory();
            var stamp = BlobStamp.Read(download.Details.Metadata, blob);
            stamp.Check(content.Span, blob);
            return (content, new DocumentVersion(download.Details.ETag, stamp));
        }
        catch (RequestFailedException exception) when (BlobErrors.IsMissing(exception))
        {
            return null;
        }
    }
}
