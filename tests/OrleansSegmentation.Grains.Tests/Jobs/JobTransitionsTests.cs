using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Jobs;

namespace OrleansSegmentation.Grains.Tests.Jobs;

public sealed class JobTransitionsTests
{
    // The table of the contract, written out again: nothing else is legal.
    private static readonly HashSet<(SegmentJobStatus? From, SegmentJobStatus To)> Contract =
    [
        (null, SegmentJobStatus.New),
        (SegmentJobStatus.New, SegmentJobStatus.Queued),
        (SegmentJobStatus.New, SegmentJobStatus.Processing),
        (SegmentJobStatus.New, SegmentJobStatus.Cancelling),
        (SegmentJobStatus.New, SegmentJobStatus.Failed),
        (SegmentJobStatus.Queued, SegmentJobStatus.Processing),
        (SegmentJobStatus.Queued, SegmentJobStatus.Cancelling),
        (SegmentJobStatus.Queued, SegmentJobStatus.Failed),
        (SegmentJobStatus.Processing, SegmentJobStatus.Succeeded),
        (SegmentJobStatus.Processing, SegmentJobStatus.Failed),
        (SegmentJobStatus.Processing, SegmentJobStatus.Cancelling),
        (SegmentJobStatus.Cancelling, SegmentJobStatus.Cancelled),
    ];

    public static TheoryData<SegmentJobStatus?, SegmentJobStatus> AllPairs()
    {
        var pairs = new TheoryData<SegmentJobStatus?, SegmentJobStatus>();
        foreach (var from in Enum.GetValues<SegmentJobStatus>().Cast<SegmentJobStatus?>().Prepend(null))
        {
            foreach (var to in Enum.GetValues<SegmentJobStatus>()) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(AllPairs))]
    public void Transition_AnyPair_IsLegalExactlyWhenTheContractSaysSo(SegmentJobStatus? from, SegmentJobStatus to)
    {
        Assert.Equal(Contract.Contains((from, to)), JobTransitions.IsLegal(from, to));
        if (Contract.Contains((from, to))) JobTransitions.Require(Guid.Empty, from, to);
        else Assert.Throws<InvalidOperationException>(() => JobTransitions.Require(Guid.Empty, from, to));
    }

    [Fact]
    public void FinalState_AnyOfThree_HasNoWayOut()
    {
        foreach (var status in Enum.GetValues<SegmentJobStatus>().Where(JobTransitions.IsFinal))
            Assert.DoesNotContain(Enum.GetValues<SegmentJobStatus>(), to => JobTransitions.IsLegal(status, to));
        Assert.Equal(3, Enum.GetValues<SegmentJobStatus>().Count(JobTransitions.IsFinal));
    }
}
