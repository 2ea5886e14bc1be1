using System.IO.Hashing;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Snapshots;

/// <summary>
/// The file of a snapshot: magic, 8 bytes; format version, 4; zero, 4; XxHash3 of the rest, 8; the state as JSON. Little-endian.
/// </summary>
internal static class SandboxSnapshotFile
{
    private const int Version = 1;
    private const int HeaderLength = 24;

    private static ReadOnlySpan<byte> Magic => "OSEGCTRL"u8;

    /// <summary>Encodes a state.</summary>
    public static byte[] Encode(SandboxState state)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(state.ToSnapshot(), SandboxSnapshotJson.Default.SandboxStateSnapshot);
        var file = new byte[HeaderLength + json.Length];
        Magic.CopyTo(file);
        BitConverter.TryWriteBytes(file.AsSpan(8), Version);
        BitConverter.TryWriteBytes(file.AsSpan(16), XxHash3.HashToUInt64(json));
        json.CopyTo(file, HeaderLength);
        return file;
    }

    /// <summary>Decodes a file.</summary>
    /// <exception cref="StorageDamagedException">It is damaged, or of a version that this program does not read; the message names it.</exception>
    public static SandboxState Decode(string name, ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Magic)) throw new StorageDamagedException(name, "The snapshot does not start as one.");
        if (BitConverter.ToInt32(bytes[8..]) is var version && version != Version)
            throw new StorageDamagedException(name, $"The snapshot has format version {version}; this program reads version {Version}.");
        if (BitConverter.ToInt32(bytes[12..]) != 0 || BitConverter.ToUInt64(bytes[16..]) != XxHash3.HashToUInt64(bytes[HeaderLength..]))
            throw new StorageDamagedException(name, "The snapshot's checksum does not fit.");
        try
        {
            var snapshot = JsonSerializer.Deserialize(bytes[HeaderLength..], SandboxSnapshotJson.Default.SandboxStateSnapshot) ?? throw new JsonException("The snapshot is null.");
            return SandboxState.Restore(snapshot);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new StorageDamagedException(name, $"The snapshot cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>How the state is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SandboxStateSnapshot))]
internal sealed partial class SandboxSnapshotJson : JsonSerializerContext;
