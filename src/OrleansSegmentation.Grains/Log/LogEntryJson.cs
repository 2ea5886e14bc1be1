using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Log;

/// <summary>The bytes of log items: JSON, so that a log can be read and evolve; large parts are attachments in staged files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<LogItem>))]
internal sealed partial class LogEntryJson : JsonSerializerContext
{
    /// <summary>Encodes the items of an entry.</summary>
    public static byte[] Encode(IReadOnlyList<LogItem> items) =>
        JsonSerializer.SerializeToUtf8Bytes(items, Default.IReadOnlyListLogItem);

    /// <summary>Decodes a committed entry.</summary>
    /// <exception cref="StorageDamagedException">The content is not a list of known items.</exception>
    public static LogEntry Decode(SandboxLogEntry entry)
    {
        try
        {
            var items = JsonSerializer.Deserialize(entry.Content.Span, Default.IReadOnlyListLogItem)
                ?? throw new JsonException("The entry is null.");
            return new LogEntry(entry.Epoch, entry.TimeMs, items);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException) // the latter: an item without a kind
        {
            throw new StorageDamagedException($"log entry {entry.Epoch}", "The entry holds an item that this version does not know.", exception);
        }
    }
}
