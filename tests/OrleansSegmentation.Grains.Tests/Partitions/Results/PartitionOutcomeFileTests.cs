using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Partitions.Results;

public sealed class PartitionOutcomeFileTests
{
    [Fact]
    public void Decode_WhatEncodeWrote_IsEqual()
    {
        var outcome = Outcome();

        var read = PartitionOutcomeFile.Decode(outcome.FileName, PartitionOutcomeFile.Encode(outcome));

        Assert.Equal((outcome.JobId, 3, 17L, 1_767_258_000_000L), (read.JobId, read.Partition, read.Epoch, read.NowMs));
        Assert.Equal(outcome.Policies, read.Policies);
        foreach (var (expected, segment) in outcome.Segments.Zip(read.Segments))
        {
            Assert.Equal(expected.Counts with { Namespaces = segment.Counts.Namespaces }, segment.Counts);
            Assert.Equal(expected.Counts.Namespaces, segment.Counts.Namespaces);
            Assert.Equal(expected.Realized.ToNumbers(), segment.Realized.ToNumbers());
            Assert.Equal(expected.Exited, segment.Exited);
        }
    }

    [Fact]
    public void Decode_AnyByteChanged_IsRefusedWithTheNameOfTheFile()
    {
        var bytes = PartitionOutcomeFile.Encode(Outcome());
        for (var position = 0; position < bytes.Length; position++)
        {
            bytes[position] ^= 0x10;
            var error = Assert.Throws<StorageDamagedException>(() => PartitionOutcomeFile.Decode("results/x/3", bytes));
            Assert.Contains("results/x/3", error.Message, StringComparison.Ordinal);
            bytes[position] ^= 0x10;
        }
    }

    [Fact]
    public void Decode_CutOffOrTooLong_IsRefused()
    {
        var bytes = PartitionOutcomeFile.Encode(Outcome());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<StorageDamagedException>(() => PartitionOutcomeFile.Decode("results/x/3", bytes.AsSpan(0, length)));
        Assert.Throws<StorageDamagedException>(() => PartitionOutcomeFile.Decode("results/x/3", [.. bytes, 0]));
    }

    [Theory]
    [InlineData(4, "former"), InlineData(9, "former"), InlineData(0, "member"), InlineData(130, "member"), InlineData(5, "none"), InlineData(9_999, "none")]
    public void Find_Number_TellsItsRecord(int number, string expected)
    {
        var record = Outcome().Segments[0].Find(number);

        Assert.Equal(expected, record is null ? "none" : record.Value.IsRealized ? "member" : "former");
    }

    private static PartitionOutcome Outcome()
    {
        var realized = new NumberSet();
        foreach (var number in new[] { 0, 1, 63, 64, 130 }) realized.Add(number);
        ExitedRecord[] exited = [new(2, 100), new(4, 200), new(9, 300)];
        var first = new SegmentResult(
            Guid.NewGuid(), 5, 3, 4, 1, 2, new Dictionary<string, long> { ["email"] = 5, ["ecid"] = 2 }, 1234, 6, 0);
        var second = new SegmentResult(Guid.NewGuid(), 0, 0, 0, 0, 0, new Dictionary<string, long>(), 0, 0, 0);
        return new PartitionOutcome(
            Guid.NewGuid(), 3, 17, 1_767_258_000_000, [new PolicyResult(Guid.NewGuid(), 1000, 2)],
            [new SegmentOutcome(first, "pdg", realized, exited), new SegmentOutcome(second, "pdg", new NumberSet(), [])]);
    }
}
