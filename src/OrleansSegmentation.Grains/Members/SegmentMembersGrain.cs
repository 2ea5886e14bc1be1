using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Members;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Replication;

namespace OrleansSegmentation.Grains.Members;

/// <summary>Puts pages of members together from all partitions. Any activation is as good as another.</summary>
/// <remarks>
/// Every partition lists its first members after the last page; of all these the first are described. What partitions answer is of one
/// published result or nothing: when a job publishes, or profiles are joined in between, the page is read again.
/// </remarks>
[StatelessWorker, Reentrant]
internal sealed class SegmentMembersGrain : Grain, ISegmentMembersGrain
{
    private const int MaxAttempts = 5;
    private const int RetryAfterSeconds = 5;

    public async Task<ServiceResult<MemberPage>> ReadAsync(MemberQuery query, CancellationToken cancellationToken)
    {
        MemberToken? token = null;
        if (query.Start is { } start)
        {
            token = MemberToken.Parse(start);
            if (token is null || token.Value.IsExited != query.IsExited) return WrongToken("start is not a token of this list; send what _page.next of the page before had.");
        }

        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var source = await GrainFactory.GetGrain<IMemberSourceGrain>(this.GetPrimaryKey()).FindMembersAsync(query.SegmentId, cancellationToken);
            if (source is null) return DefinitionFaults.NotFound(query.SegmentId);
            if (token is { } known && known.JobId != source.JobId) return WrongToken("The result changed, start again: send the request without start.");
            if (source.JobId is null) return new MemberPage(query.SegmentId, null, null, 0, [], null);
            if (await TryReadAsync(query, token?.After, source, cancellationToken) is { } page) return page;
        }

        return ServiceFault.Busy("SEG-GEN010-503", RetryAfterSeconds, "The members change too fast.", "The profiles changed while they were read; try again.");
    }

    private async Task<MemberPage?> TryReadAsync(MemberQuery query, UInt128? after, MemberSource source, CancellationToken cancellationToken)
    {
        var segment = new PublishedSegment(query.SegmentId, source.EvaluatedAtMs, query.IsExited, source.Epoch);
        var partitions = Enumerable.Range(0, source.PartitionCount)
            .Select(partition => GrainFactory.GetGrain<IMemberPartitionGrain>(ReplicaKey.Of(this.GetPrimaryKey(), partition))).ToList();
        var lists = await Task.WhenAll(partitions.Select(partition => partition.ListMembersAsync(segment, after, query.Limit + 1, cancellationToken)));
        if (lists.Any(static list => list is null)) return null;

        // One more than asked for tells whether there is a next page.
        var first = lists
            .SelectMany(static (list, partition) => list!.Orders.Select((order, index) => (Order: order, Number: list.Numbers[index], Partition: partition)))
            .OrderBy(static member => member.Order).Take(query.Limit + 1).ToList();
        var shown = first.Take(query.Limit).ToList();
        var described = await Task.WhenAll(shown.GroupBy(static member => member.Partition).Select(async group =>
        {
            var keys = new MemberKeys(0, [.. group.Select(static member => member.Order)], [.. group.Select(static member => member.Number)]);
            var members = await partitions[group.Key].DescribeMembersAsync(segment, keys, source.Policy, query.Fields, cancellationToken);
            return (Partition: group.Key, Members: members);
        }));
        if (described.Any(static part => part.Members is null)) return null;

        var rest = described.ToDictionary(static part => part.Partition, static part => part.Members!.GetEnumerator());
        var page = new List<SegmentMember>(shown.Count);
        foreach (var (_, _, partition) in shown)
        {
            rest[partition].MoveNext();
            page.Add(rest[partition].Current);
        }

        var next = first.Count > shown.Count ? new MemberToken(source.JobId!.Value, query.IsExited, shown[^1].Order).ToString() : null;
        return new MemberPage(query.SegmentId, source.JobId, source.EvaluatedAtMs, lists.Sum(static list => list!.TotalCount), page, next);
    }

    private static ServiceFault WrongToken(string message) => ServiceFault.Of("SEG-GEN004-400", "A query parameter is invalid.", message, "start");
}
