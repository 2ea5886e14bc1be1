using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Partitions.Results;

namespace OrleansSegmentation.Grains.Tests.Partitions.Memberships;

public sealed class MembershipTableTests
{
    private static readonly Guid Segment = new(7, 0, 0, new byte[8]);
    private static readonly ClusterRef Loser = new(1, 40);

    [Theory] // none < exited < realized, and of two exits the later one
    [InlineData(null, null, null)]
    [InlineData(null, "exited 5", "exited 5")]
    [InlineData("exited 3", "exited 5", "exited 5")]
    [InlineData("exited 9", "exited 5", "exited 9")]
    [InlineData("exited 9", "realized", "realized")]
    [InlineData("realized", "exited 5", "realized")]
    [InlineData("realized", null, "realized")]
    [InlineData(null, "realized", "realized")]
    public void Join_TwoRecords_KeepsTheGreater(string? winner, string? loser, string? expected)
    {
        var table = Table(winner, number: 2);

        table.Join("pdg", 2, Loser, Moved(loser), epoch: 5);

        Assert.Equal(expected, Describe(table, 2));
        Assert.Equal(0, table.Segments[Segment].Absorbed);
    }

    [Fact]
    public void Join_TwoMembers_CountsOneAsAbsorbed()
    {
        var table = Table("realized", number: 2);

        table.Join("pdg", 2, Loser, Moved("realized"), epoch: 5);

        Assert.Equal((1, 1), (table.Segments[Segment].Absorbed, table.Segments[Segment].Realized.Count));
    }

    [Fact]
    public void Join_SegmentDroppedSinceTheContentWasRead_LeavesNothingBehind()
    {
        var table = Table("realized", number: 2);
        table.Drop(Segment);

        table.Join("pdg", 2, Loser, Moved("realized"), epoch: 5);

        Assert.Empty(table.Segments);
    }

    [Fact]
    public void Changes_OfNumbersOfAnotherGraphMode_TouchNothing()
    {
        var table = Table("realized", number: 2);

        table.Retire("none", 2, epoch: 5);
        table.Join("none", 3, Loser, Moved("realized"), epoch: 5);

        Assert.Equal("realized", Describe(table, 2));
        Assert.Null(Describe(table, 3));
        Assert.Empty(table.Read("none", 2).Records);
        Assert.Single(table.Read("pdg", 2).Records);
        Assert.Empty(table.GetSegments("none"));
        Assert.Single(table.GetSegments("pdg"));
    }

    [Fact]
    public void Share_ThenChanges_KeepsWhatItGaveOut()
    {
        var table = Table("realized", number: 2);
        var shared = table.Share();

        table.Retire("pdg", 2, epoch: 5);
        table.Join("pdg", 3, Loser, Moved("exited 5"), epoch: 6);

        Assert.Equal([2], shared[Segment].Realized.ToNumbers());
        Assert.Empty(shared[Segment].Exited);
        Assert.Equal(0, table.Segments[Segment].Realized.Count);
    }

    [Fact]
    public void ClusterContent_Always_ReadsBackAsWritten()
    {
        var moved = new MovedMembership(
            [new MembershipRecord(Segment, null), new MembershipRecord(Guid.Empty, 1_767_258_000_123)],
            [new LineageSource(new ClusterRef(3, 70_000), 12), new LineageSource(new ClusterRef(0, 0), 9)])
        {
            Primaries = [new MovedPrimary(UInt128.MaxValue - 1, 5, new MovedMembership([new MembershipRecord(Segment, 7)], [new LineageSource(new ClusterRef(1, 2), 3)]))],
        };

        var (profile, membership) = ClusterContentFormat.Decode(ClusterContentFormat.Encode("profile"u8, moved));

        Assert.Equal("profile"u8, profile.Span);
        Assert.Equal(moved.Records, membership.Records);
        Assert.Equal(moved.Lineage, membership.Lineage);
        var primary = Assert.Single(membership.Primaries);
        Assert.Equal((UInt128.MaxValue - 1, 5), (primary.Key, primary.Number));
        Assert.Equal(moved.Primaries[0].Membership.Records, primary.Membership.Records);
        Assert.Equal(moved.Primaries[0].Membership.Lineage, primary.Membership.Lineage);
    }

    private static MembershipTable Table(string? record, int number)
    {
        var table = new MembershipTable(partition: 0);
        var realized = new NumberSet();
        if (record == "realized") realized.Add(number);
        var exited = new List<ExitedRecord>();
        if (record?.StartsWith("exited ", StringComparison.Ordinal) == true) exited.Add(new ExitedRecord(number, long.Parse(record[7..], null)));
        var counts = new SegmentResult(Segment, realized.Count, exited.Count, 0, 0, 0, new Dictionary<string, long>(), 0, 0, 0);
        table.Publish(Segment, startEpoch: 1, nowMs: 1, new Dictionary<int, SegmentOutcome> { [0] = new(counts, "pdg", realized, exited) });
        return table;
    }

    private static MovedMembership Moved(string? record) => new(
        record switch
        {
            null => [],
            "realized" => [new MembershipRecord(Segment, null)],
            _ => [new MembershipRecord(Segment, long.Parse(record[7..], null))],
        },
        []);

    private static string? Describe(MembershipTable table, int number) => table.Segments[Segment].Find(Segment, number) switch
    {
        null => null,
        { IsRealized: true } => "realized",
        { ExitedAtMs: var time } => $"exited {time}",
    };
}
