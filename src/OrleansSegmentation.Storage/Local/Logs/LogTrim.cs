using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>The content of a record that tells what was removed: the first record of a file that was written anew, or one that trims.</summary>
/// <param name="Floor">The last epoch that may be gone.</param>
/// <param name="SnapshotEpoch">The epoch of the snapshot.</param>
/// <param name="SnapshotName">Its file.</param>
/// <param name="Opener">The nonce of the writer; only in a base.</param>
/// <param name="LastEpoch">The last epoch that was committed when the file was written anew: no more may be missing; only in a base.</param>
internal sealed record LogTrim(long Floor, long SnapshotEpoch, string SnapshotName, string? Opener = null, long? LastEpoch = null)
{
    /// <summary>Makes the content of the record.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, LogTrimJson.Default.LogTrim);

    /// <summary>Reads the content, or returns null when it is none.</summary>
    public static LogTrim? Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, LogTrimJson.Default.LogTrim);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LogTrim))]
internal sealed partial class LogTrimJson : JsonSerializerContext;
