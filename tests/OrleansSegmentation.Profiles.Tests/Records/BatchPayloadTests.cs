using OrleansSegmentation.Profiles.Records;
using static OrleansSegmentation.Profiles.Tests.Records.RecordReading;

namespace OrleansSegmentation.Profiles.Tests.Records;

public sealed class BatchPayloadTests
{
    private static BatchPayload Sample() => Ndjson(
        """{"datasetId":"crm","timestamp":"2026-01-01T00:00:00Z","entity":{"identityMap":{"CRMID":[{"id":"c1"}],"Email":[{"id":"A@b.c"}]},"a":"ä"}}""",
        """{"_id":"e1","timestamp":"2026-01-01T00:00:00Z","identityMap":{"ECID":[{"id":"x"}]}}""",
        """{"identityMap":{"ecid":[{"id":"x"}]},"xEvent":[{"_id":"e2","timestamp":"2026-01-02T00:00:00Z"},{"_id":"e3","timestamp":"2026-01-03T00:00:00Z"}]}""").Payload;

    [Fact]
    public void Decode_EncodedPayload_GivesTheSameRecords()
    {
        var payload = Sample();
        var decoded = BatchPayload.Decode(payload.Encode().ToArray());

        Assert.Equal((3, 4, 3), (decoded.RecordCount, decoded.KeyCount, decoded.EventCount));
        for (var i = 0; i < 3; i++)
        {
            var (expected, actual) = (payload.GetRecord(i), decoded.GetRecord(i));
            Assert.Equal((expected.Dataset, expected.TimestampMs, expected.HasFragment, expected.Content()), (actual.Dataset, actual.TimestampMs, actual.HasFragment, actual.Content()));
            Assert.Equal(expected.Identities(), actual.Identities());
            Assert.Equal(expected.Events(), actual.Events());
        }
    }

    [Fact]
    public void Decode_AnyByteChanged_IsRefused()
    {
        var block = Sample().Encode().ToArray();
        for (var i = 0; i < block.Length; i++)
        {
            var damaged = block.ToArray();
            damaged[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => BatchPayload.Decode(damaged));
        }
    }

    [Fact]
    public void Decode_CutBlock_IsRefused()
    {
        var block = Sample().Encode();
        for (var length = 0; length < block.Length; length++) Assert.Throws<InvalidDataException>(() => BatchPayload.Decode(block[..length]));
    }

    [Fact]
    public void Record_OutOfRange_IsRefused()
    {
        var payload = Sample();
        Assert.Throws<ArgumentOutOfRangeException>(() => payload.GetRecord(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => payload.GetKey(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => payload.GetRecord(0).GetIdentity(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => payload.GetRecord(0).GetEvent(0));
    }
}
