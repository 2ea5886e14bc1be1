using System.Text;
using System.Text.Json;
using OrleansSegmentation.Profiles.Generation;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Partitions;

namespace OrleansSegmentation.Profiles.Tests.Records;

/// <summary>Damaged input is refused or read, but never fails later: what was accepted can always be applied and merged.</summary>
public sealed class RecordFuzzTests
{
    private static readonly string[] Snippets =
    [
        "null", "true", "{}", "[]", "\"\"", "1e400", "-0", "1E5", "\\u0000", "\\ud800", "\\ud83d\\ude00", "\"identityMap\":", "\"xEvent\":", "\"_id\":\"x\",", "\"timestamp\":\"2026-01-01T00:00:00Z\",",
        "\"entity\":{", "}", "{", "]", "[", ",", ":", "\"", "\\", "\"segmentMembership\":{},", "\"id\":", "\"a\":1,\"a\":2,", "\"\\u0061\":3,", "é", "\n",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Lines_Damaged_AreRefusedOrMergedButNeverFailLater(int seed)
    {
        var random = new Random(seed);
        using var stream = new MemoryStream();
        new SampleProfileGenerator(seed).WriteRecords(stream, 0, 40, new DateTimeOffset(2026, 3, 18, 12, 0, 0, TimeSpan.Zero));
        var content = Damage(stream.ToArray(), random);

        var batch = RecordReader.ReadNdjson(content, RecordReading.Options);
        Assert.Equal(batch.Received, batch.Accepted + batch.Rejected);
        Assert.All(batch.Rejections, rejection => Assert.Contains("Accepted: ", rejection.Message, StringComparison.Ordinal));
        var sandbox = new TestSandbox(2);
        _ = sandbox.Apply(BatchPayload.Decode(batch.Payload.Encode()));
        _ = sandbox.Rows(new MergePolicy(Guid.NewGuid(), 1, AttributeMerge.TimestampOrdered, []));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Array_OfTheSameRecords_GivesTheSamePayload(int seed)
    {
        var random = new Random(seed);
        using var stream = new MemoryStream();
        new SampleProfileGenerator(seed).WriteRecords(stream, 0, 20, new DateTimeOffset(2026, 3, 18, 12, 0, 0, TimeSpan.Zero));
        var lines = Encoding.UTF8.GetString(Damage(stream.ToArray(), random)).Split('\n').Where(IsJson).ToArray();

        var fromLines = RecordReader.ReadNdjson(Encoding.UTF8.GetBytes(string.Join('\n', lines)), RecordReading.Options);
        var fromArray = RecordReader.ReadJsonArray(Encoding.UTF8.GetBytes($"[{string.Join(" ,\n", lines)}]"), RecordReading.Options);
        Assert.Equal(fromLines.Payload.Encode().ToArray(), fromArray.Payload.Encode().ToArray());
        Assert.Equal(fromLines.Rejections, fromArray.Rejections);
    }

    private static bool IsJson(string line)
    {
        try
        {
            JsonDocument.Parse(line).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Damage(byte[] content, Random random)
    {
        var bytes = new List<byte>(content);
        for (var count = random.Next(1, 60); count > 0; count--)
        {
            var position = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(position, Math.Min(random.Next(1, 30), bytes.Count - position));
                    break;
                default:
                    // behind a mark of the syntax, where most snippets make sense
                    var next = bytes.FindIndex(position, item => item is (byte)',' or (byte)':' or (byte)'{' or (byte)'[');
                    bytes.InsertRange(next + 1, Encoding.UTF8.GetBytes(Snippets[random.Next(Snippets.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
