using System.Text;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.Replication;

public sealed class PayloadHandoverTests
{
    [Fact]
    public void TryTake_OfferedPayload_GivesItOnce()
    {
        var handover = new PayloadHandover(1 << 20);
        var payload = Payload();
        handover.Offer("a", payload);

        Assert.False(handover.TryTake("b", out _));
        Assert.True(handover.TryTake("a", out var taken));
        Assert.Same(payload, taken);
        Assert.False(handover.TryTake("a", out _));
    }

    [Fact]
    public void Offer_MoreThanFits_LetsTheOldestGo()
    {
        var payload = Payload();
        var handover = new PayloadHandover(2 * payload.SizeBytes);
        foreach (var name in new[] { "a", "b", "c" }) handover.Offer(name, payload);

        Assert.False(handover.TryTake("a", out _));
        Assert.True(handover.TryTake("b", out _));
        handover.Offer("d", payload); // in the room of the one taken
        Assert.True(handover.TryTake("c", out _));
        Assert.True(handover.TryTake("d", out _));
    }

    [Fact]
    public void Offer_PayloadLargerThanAllRoom_IsNotKept()
    {
        var handover = new PayloadHandover(10);
        handover.Offer("a", Payload());
        Assert.False(handover.TryTake("a", out _));
    }

    private static BatchPayload Payload() => RecordReader.ReadNdjson(
        Encoding.UTF8.GetBytes("""{"identityMap":{"ECID":[{"id":"x"}]},"a":1}"""), new RecordReadOptions { DefaultDatasetId = "d", ReceivedTimeMs = 1 }).Payload;
}
