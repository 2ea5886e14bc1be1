using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using OrleansSegmentation.AzureStorage.Blobs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage;

/// <summary>Counters that all silos share, each a blob with the last number given out. Thread-safe.</summary>
internal sealed class AzureNumberCounters(BlobContainerClient container)
{
    private readonly SemaphoreSlim _turn = new(1, 1); // calls of one process would only refuse each other
    private readonly Dictionary<string, (long Last, ETag? ETag)> _known = new(StringComparer.Ordinal);
    private readonly BlobWriter _writer = new(container);

    /// <summary>Takes the next numbers and returns the first of them.</summary>
    public async Task<long> TakeAsync(string counter, int count, CancellationToken cancellationToken)
    {
        var blob = $"counters/{counter}";
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var (last, etag) = _known.Remove(blob, out var known) ? known : await ReadAsync(blob, cancellationToken);
                var content = Encoding.UTF8.GetBytes((last + count).ToString(CultureInfo.InvariantCulture));
                var stamp = BlobStamp.New(XxHash3.HashToUInt64(content));
                if (await _writer.ReplaceAsync(blob, content, stamp, etag, cancellationToken) is { } written)
                {
                    _known[blob] = (last + count, written);
                    return last + 1;
                }

                // another silo took some at the same time; whoever is refused was overtaken, so all get ahead
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<(long Last, ETag? ETag)> ReadAsync(string blob, CancellationToken cancellationToken)
    {
        try
        {
            var download = (await container.GetBlobClient(blob).DownloadContentAsync(cancellationToken)).Value;
            return long.TryParse(download.Content.ToMemory().Span, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? (last, download.Details.ETag)
                : throw new StorageDamagedException(blob, "The counter is not a number.");
        }
        catch (RequestFailedException exception) when (BlobErrors.IsMissing(exception))
        {
            return (0, null);
        }
    }
}
