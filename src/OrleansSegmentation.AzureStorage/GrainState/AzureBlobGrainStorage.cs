using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OrleansSegmentation.AzureStorage.GrainState;

/// <summary>Grain states as blobs named <c>{state name}-{grain id}.json</c>, checked by ETag.</summary>
internal sealed class AzureBlobGrainStorage(
    string name, AzureBlobStorageOptions options, IBlobContainerFactory containers, IActivatorProvider activators)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const string ContentType = "application/octet-stream";

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        $"{nameof(AzureBlobGrainStorage)}-{name}", options.InitStage, _ => containers.InitializeAsync(options.BlobServiceClient!));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        try
        {
            var download = (await BlobOf(stateName, grainId).DownloadContentAsync(cancellationToken)).Value;
            grainState.ETag = download.Details.ETag.ToString();
            var isEmpty = download.Content.ToMemory().IsEmpty; // cleared without deleting
            grainState.RecordExists = !isEmpty;
            grainState.State = (isEmpty ? default : options.GrainStorageSerializer.Deserialize<T>(download.Content)) ?? NewState<T>();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            Reset(grainState, etag: null);
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        grainState.ETag = await UploadAsync(stateName, grainId, options.GrainStorageSerializer.Serialize(grainState.State), grainState.ETag, cancellationToken);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (!options.DeleteStateOnClear)
        {
            Reset(grainState, await UploadAsync(stateName, grainId, BinaryData.Empty, grainState.ETag, cancellationToken));
            return;
        }

        var blob = BlobOf(stateName, grainId);
        try
        {
            var conditions = grainState.ETag is { Length: > 0 } etag ? new BlobRequestConditions { IfMatch = new ETag(etag) } : null;
            await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.None, conditions, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            throw Inconsistent(blob, "cleared", grainState.ETag, exception);
        }

        Reset(grainState, etag: null);
    }

    private static InconsistentStateException Inconsistent(BlobClient blob, string action, string? etag, RequestFailedException cause) => new(
        $"The state cannot be {action}: it was changed since it was read. Blob: {blob.Name}, container: {blob.BlobContainerName}.", "unknown", etag ?? "none", cause);

    private async Task<string> UploadAsync(string stateName, GrainId grainId, BinaryData content, string? etag, CancellationToken cancellationToken)
    {
        var blob = BlobOf(stateName, grainId);
        var upload = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = ContentType },
            Conditions = etag is { Length: > 0 } ? new BlobRequestConditions { IfMatch = new ETag(etag) } : new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        while (true)
        {
            try
            {
                return (await blob.UploadAsync(content, upload, cancellationToken)).Value.ETag.ToString();
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await containers.GetBlobContainerClient(grainId).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
            {
                throw Inconsistent(blob, "written", etag, exception);
            }
        }
    }

    private BlobClient BlobOf(string stateName, GrainId grainId) => containers.GetBlobContainerClient(grainId).GetBlobClient($"{stateName}-{grainId}.json");

    private T NewState<T>() => activators.GetActivator<T>().Create();

    private void Reset<T>(IGrainState<T> grainState, string? etag)
    {
        grainState.State = NewState<T>();
        grainState.ETag = etag;
        grainState.RecordExists = false;
    }
}
