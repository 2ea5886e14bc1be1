using System.Text;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Tests.Records;

/// <summary>Short ways to read records in tests.</summary>
internal static class RecordReading
{
    public const long ReceivedTimeMs = 1_770_000_000_000;

    public static readonly RecordReadOptions Options = new() { DefaultDatasetId = "default", ReceivedTimeMs = ReceivedTimeMs };

    public static ParsedBatch Ndjson(params string[] lines) => RecordReader.ReadNdjson(Encoding.UTF8.GetBytes(string.Join('\n', lines)), Options);

    public static ParsedBatch Array(string json) => RecordReader.ReadJsonArray(Encoding.UTF8.GetBytes(json), Options);

    /// <summary>Reads one record that must be accepted.</summary>
    public static PayloadRecord Accepted(string line)
    {
        var batch = Ndjson(line);
        Assert.Empty(batch.Rejections);
        Assert.Equal(1, batch.Accepted);
        return batch.Payload.GetRecord(0);
    }

    /// <summary>Reads one record that must be refused.</summary>
    public static RecordRejection Refused(string line)
    {
        var batch = Ndjson(line);
        Assert.Equal(0, batch.Accepted);
        Assert.Equal(1, batch.Rejected);
        return Assert.Single(batch.Rejections);
    }

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    public static string Content(this PayloadRecord record) => Text(record.FragmentContent);

    public static string[] Identities(this PayloadRecord record) =>
        [.. Enumerable.Range(0, record.IdentityCount).Select(record.GetIdentity).Select(identity => $"{identity.NamespaceAsSpelled}={identity.Value}{(identity.IsPrimary ? "*" : "")}")];

    public static string[] Events(this PayloadRecord record) =>
        [.. Enumerable.Range(0, record.EventCount).Select(record.GetEvent).Select(item => $"{item.Dataset}/{item.Id}@{item.TimestampMs} {Text(item.Content)}")];
}
