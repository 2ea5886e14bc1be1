using System.Buffers;
using System.Collections.Concurrent;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace OrleansSegmentation.AzureStorage.Blobs;

/// <summary>Writes blobs whole, under a condition, and settles refusals by reading back. Thread-safe.</summary>
/// <param name="container">The container.</param>
internal sealed class BlobWriter(BlobContainerClient container)
{
    private const int BlockLength = 8 << 20; // more than this goes up in blocks, so that a retry repeats little
    private const int ParallelBlocks = 4;

    /// <summary>Creates a blob unless there is one of that name.</summary>
    /// <returns>Its version, or null when there is one of another writer.</returns>
    public async Task<ETag?> CreateAsync(string name, BlobContent content, BlobStamp stamp, CancellationToken cancellationToken)
    {
        while (true)
        {
            var etag = await TryWriteAsync(name, content, stamp, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
            if (etag is not null) return etag;
            if (await FindAsync(name, cancellationToken) is { } found) return found.Stamp.ComesFrom(stamp) ? found.ETag : null;

            // refused and not there: deleted in between, so the name is free again
        }
    }

    /// <summary>Replaces a blob if its version is still the one given; none given means that there must be no such blob.</summary>
    /// <returns>The new version, or null when the condition failed. A write that was replaced since counts as done.</returns>
    public async Task<ETag?> ReplaceAsync(string name, ReadOnlyMemory<byte> content, BlobStamp stamp, ETag? expected, CancellationToken cancellationToken)
    {
        var conditions = expected is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        if (await TryWriteAsync(name, BlobContent.Of(content), stamp, conditions, cancellationToken) is { } written) return written;
        if (await FindAsync(name, cancellationToken) is not { } found || !found.Stamp.ComesFrom(stamp)) return null;

        // When another write came after this one, its version is not ours to hand out: no condition on ours may hold any more.
        return found.Stamp.Write == stamp.Write ? found.ETag : new ETag($"\"{stamp.Write}\"");
    }

    private async Task<ETag?> TryWriteAsync(string name, BlobContent content, BlobStamp stamp, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var blob = container.GetBlockBlobClient(name);
        try
        {
            if (content.Length > BlockLength) return await WriteInBlocksAsync(blob, content, stamp, conditions, cancellationToken);
            var options = new BlobUploadOptions
            {
                Metadata = stamp.ToMetadata(),
                Conditions = conditions,
                TransferOptions = new StorageTransferOptions { InitialTransferSize = BlockLength }, // one request
            };
            await using var stream = await content.OpenAsync(cancellationToken);
            return (await blob.UploadAsync(stream, options, cancellationToken)).Value.ETag;
        }
        catch (RequestFailedException exception) when (BlobErrors.IsRefusal(exception) || (BlobErrors.IsMissing(exception) && conditions.IfMatch is not null))
        {
            return null;
        }
    }

    private static async Task<ETag?> WriteInBlocksAsync(
        BlockBlobClient blob, BlobContent content, BlobStamp stamp, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        // Names of their own, unlike the client's, which come from the offset: two writers of one name must not mix their blocks.
        var blocks = Enumerable.Range(0, (int)((content.Length + BlockLength - 1) / BlockLength))
            .Select(static index => (Id: Convert.ToBase64String(Guid.NewGuid().ToByteArray()), Offset: (long)index * BlockLength))
            .ToArray();
        var buffers = new ConcurrentBag<byte[]>();
        try
        {
            await Parallel.ForEachAsync(blocks, new ParallelOptions { MaxDegreeOfParallelism = ParallelBlocks, CancellationToken = cancellationToken }, async (block, token) =>
            {
                if (!buffers.TryTake(out var buffer)) buffer = ArrayPool<byte>.Shared.Rent(BlockLength);
                var length = (int)Math.Min(BlockLength, content.Length - block.Offset);
                await content.ReadAsync(block.Offset, buffer.AsMemory(0, length), token);
                using var stream = new MemoryStream(buffer, 0, length, writable: false);
                await blob.StageBlockAsync(block.Id, stream, new BlockBlobStageBlockOptions(), token);
                buffers.Add(buffer);
            });
        }
        finally
        {
            foreach (var buffer in buffers) ArrayPool<byte>.Shared.Return(buffer);
        }

        var options = new CommitBlockListOptions { Metadata = stamp.ToMetadata(), Conditions = conditions };
        return (await blob.CommitBlockListAsync(blocks.Select(static block => block.Id), options, cancellationToken)).Value.ETag;
    }

    private async Task<(ETag ETag, BlobStamp Stamp)?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var properties = (await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return (properties.ETag, BlobStamp.Read(properties.Metadata, name));
        }
        catch (RequestFailedException exception) when (BlobErrors.IsMissing(exception))
        {
            return null;
        }
    }
}
