using System.Text;
using OrleansSegmentation.Contracts.Members;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Members;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Who is in a segment.</content>
internal sealed partial class PartitionReplica
{
    private const int RowsPerChunk = 256; // whole profiles may be large

    // Pages are read one after the other, so the order is worth keeping; weakly, because nobody says which page is the last.
    private WeakReference<SortedMembers>? _sorted;

    /// <summary>Lists the first members after a profile id; null when the result is not the published one.</summary>
    public async Task<MemberKeys?> ListMembersAsync(PublishedSegment segment, UInt128? after, int limit, CancellationToken cancellationToken)
    {
        await CatchUpAsync(segment.Epoch, cancellationToken);
        return await RunAsync(() => ComputeAsync(() => FindPublished(segment) is { } membership ? List(segment, membership, after, limit) : null), cancellationToken);
    }

    /// <summary>Describes members; null when the result is not the published one, or one of them is known by another id now.</summary>
    public async Task<IReadOnlyList<SegmentMember>?> DescribeMembersAsync(
        PublishedSegment segment, MemberKeys members, MergePolicySnapshot policy, IReadOnlyList<string>? fields, CancellationToken cancellationToken)
    {
        await CatchUpAsync(segment.Epoch, cancellationToken);
        return await RunAsync(() => ComputeAsync(() => Describe(segment, members, policy, fields)), cancellationToken);
    }

    private SegmentMembership? FindPublished(PublishedSegment segment) =>
        _memberships.Segments.GetValueOrDefault(segment.SegmentId) is { } membership && membership.QualifiedAtMs == segment.EvaluatedAtMs ? membership : null;

    private MemberKeys List(PublishedSegment segment, SegmentMembership membership, UInt128? after, int limit)
    {
        if (_sorted is null || !_sorted.TryGetTarget(out var sorted) || !sorted.IsOf(segment, DataEpoch))
        {
            var members = (segment.IsExited ? membership.Exited.Keys : membership.Realized.ToNumbers()).ToArray();
            var graph = IdentityGraphs.Parse(membership.IdentityGraph);
            var orders = Array.ConvertAll(members, number => XidOrder.Of(_profiles.GetProfileKey(graph, number)));
            Array.Sort(orders, members);
            sorted = new SortedMembers(segment.SegmentId, segment.IsExited, DataEpoch, orders, members);
            _sorted = new WeakReference<SortedMembers>(sorted);
        }

        var found = after is { } last ? Array.BinarySearch(sorted.Orders, last) : -1;
        var start = found >= 0 ? found + 1 : ~found; // after a member that is gone too
        var end = Math.Min(start + limit, sorted.Orders.Length);
        return new MemberKeys(sorted.Orders.Length, sorted.Orders[start..end], sorted.Numbers[start..end]);
    }

    private List<SegmentMember>? Describe(PublishedSegment segment, MemberKeys members, MergePolicySnapshot policy, IReadOnlyList<string>? fields)
    {
        if (FindPublished(segment) is not { } membership) return null;
        // The policy of today may have another graph mode than the one whose profiles these are.
        var merge = PolicyConversion.ToMergePolicy(policy) with { Graph = IdentityGraphs.Parse(membership.IdentityGraph) };
        var segments = _memberships.GetSegments(membership.IdentityGraph);
        var selection = fields is null ? null : FieldSelection.Of(fields);
        var described = new List<SegmentMember>(members.Numbers.Count);
        foreach (var numbers in members.Numbers.Chunk(RowsPerChunk))
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                if (!IsMember(segment, membership, numbers[i], members.Orders[described.Count + i])) return null;
            }

            var rows = _profiles.MergeRows(numbers, merge, selection is null ? ProfileParts.None : ProfileParts.All);
            for (var row = 0; row < numbers.Length; row++)
            {
                var profile = ColumnValues.Row(rows, row).AsObject();
                described.Add(new SegmentMember(
                    XidOrder.ToXid(members.Orders[described.Count]), MemberDocument.WriteIdentityMap(profile),
                    membership.Find(segment.SegmentId, numbers[row])!.Value.ExitedAtMs ?? membership.QualifiedAtMs,
                    selection is null ? null : Encoding.UTF8.GetString(EntityDocument.Write(profile, selection, numbers[row], segments).Span)));
            }
        }

        return described;
    }

    private bool IsMember(PublishedSegment segment, SegmentMembership membership, int number, UInt128 order) =>
        IdentityGraphs.Parse(membership.IdentityGraph) is var graph && _profiles.IsLive(graph, number)
        && membership.Find(segment.SegmentId, number) is { } record && record.IsRealized != segment.IsExited
        && XidOrder.Of(_profiles.GetProfileKey(graph, number)) == order;

    private sealed record SortedMembers(Guid SegmentId, bool IsExited, long DataEpoch, UInt128[] Orders, int[] Numbers)
    {
        public bool IsOf(PublishedSegment segment, long dataEpoch) =>
            SegmentId == segment.SegmentId && IsExited == segment.IsExited && DataEpoch == dataEpoch;
    }
}
