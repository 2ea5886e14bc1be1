using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OrleansSegmentation.Storage.Local.GrainState;

/// <summary>Grain states as documents of the local store, one per state and grain, checked by ETag and durable when a write returns.</summary>
internal sealed class LocalGrainStorage(string storageName, LocalSegmentationStorage storage, IGrainStorageSerializer serializer, IActivatorProvider activators) : IGrainStorage
{
    private readonly string _folder = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(storageName));

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = MakeKey(stateName, grainId);
        var name = MakeName(key);
        if (await storage.GetDocuments("grains").ReadAsync(name, CancellationToken.None) is not { } document)
        {
            Reset(grainState);
            return;
        }

        grainState.State = Deserialize<T>(name, key, document.Content) ?? activators.GetActivator<T>().Create();
        grainState.ETag = document.ETag;
        grainState.RecordExists = true;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = MakeKey(stateName, grainId);
        var name = MakeName(key);
        var etag = await storage.GetDocuments("grains").ReplaceAsync(name, Serialize(key, grainState.State), grainState.ETag, CancellationToken.None)
            ?? throw await ChangedAsync("written", key, grainState.ETag);
        grainState.ETag = etag;
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = MakeKey(stateName, grainId);
        if (!await storage.GetDocuments("grains").DeleteAsync(MakeName(key), grainState.ETag, CancellationToken.None))
            throw await ChangedAsync("cleared", key, grainState.ETag);
        Reset(grainState);
    }

    private static string MakeKey(string stateName, GrainId grainId) => $"{stateName}/{grainId}";

    private void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    // keys hold characters that file names cannot
    private string MakeName(string key) => $"{_folder}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    // length of the key, 4 bytes; key in UTF-8, so that a person can tell the files apart; state
    private byte[] Serialize<T>(string key, T state)
    {
        var keyBytes = Encoding.UTF8.GetBytes(key);
        var stateBytes = serializer.Serialize(state).ToMemory();
        var content = new byte[sizeof(int) + keyBytes.Length + stateBytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(content, keyBytes.Length);
        keyBytes.CopyTo(content.AsSpan(sizeof(int)));
        stateBytes.Span.CopyTo(content.AsSpan(sizeof(int) + keyBytes.Length));
        return content;
    }

    private T? Deserialize<T>(string name, string key, ReadOnlyMemory<byte> content)
    {
        var keyBytes = Encoding.UTF8.GetBytes(key);
        if (content.Length < sizeof(int) + keyBytes.Length || BinaryPrimitives.ReadInt32LittleEndian(content.Span) != keyBytes.Length
            || !content.Span.Slice(sizeof(int), keyBytes.Length).SequenceEqual(keyBytes))
            throw new StorageDamagedException($"grains/{name}", $"The file does not hold the state {key}.");
        return serializer.Deserialize<T>(new BinaryData(content[(sizeof(int) + keyBytes.Length)..]));
    }

    private async Task<InconsistentStateException> ChangedAsync(string action, string key, string? etag)
    {
        var stored = await storage.GetDocuments("grains").ReadAsync(MakeName(key), CancellationToken.None);
        return new InconsistentStateException($"The state {key} cannot be {action}: it was changed since it was read.", stored?.ETag ?? "none", etag ?? "none");
    }
}
