using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Partitions.Results;

namespace OrleansSegmentation.Grains.Partitions.Evaluation;

/// <summary>Collects the members of one segment over the pieces of a view, and compares them with the members before.</summary>
internal sealed class SegmentAccumulator(Guid segmentId, string identityGraph, int rowUpperBound)
{
    private readonly NumberSet _realized = new(new ulong[RowBitmap.WordCount(rowUpperBound)]);
    private readonly SortedDictionary<string, long> _namespaces = new(StringComparer.Ordinal);

    /// <summary>Gets the segment.</summary>
    public Guid SegmentId => segmentId;

    /// <summary>Gets the graph mode of the numbers.</summary>
    public string IdentityGraph => identityGraph;

    /// <summary>Gets the members found so far, by number.</summary>
    public NumberSet Realized => _realized;

    /// <summary>Gets or sets the CPU time spent.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Adds the members of a piece.</summary>
    /// <param name="members">Rows of the piece.</param>
    /// <param name="numbers">The number of each row.</param>
    /// <param name="namespaces">The rows with an identity in each namespace.</param>
    /// <returns>How many there are.</returns>
    public long Add(RowBitmap members, ReadOnlySpan<int> numbers, IReadOnlyDictionary<string, RowBitmap> namespaces)
    {
        _realized.AddRows(members.Words, numbers);
        foreach (var (name, rows) in namespaces)
        {
            var count = CountKernels.CountAnd(members.Words, rows.Words);
            if (count > 0) _namespaces[name] = _namespaces.GetValueOrDefault(name) + count;
        }

        return members.Count;
    }

    /// <summary>Compares with the state that the job read.</summary>
    /// <param name="before">The membership there, or null.</param>
    /// <param name="nowMs">The evaluation instant: when those who left were found gone.</param>
    /// <param name="keptSinceMs">Former members that left before this are forgotten.</param>
    public SegmentOutcome ToOutcome(SegmentMembership? before, long nowMs, long keptSinceMs)
    {
        // Numbers of another graph mode mean other profiles: nobody was a member before, and the old records go.
        var baseline = before is not null && before.IdentityGraph == identityGraph ? before : null;
        var previous = baseline?.Realized ?? new NumberSet();
        var exited = previous.Except(_realized).Select(number => new ExitedRecord(number, nowMs)).ToList();
        foreach (var (number, atMs) in baseline?.Exited ?? [])
        {
            if (atMs > keptSinceMs && !_realized.Contains(number)) exited.Add(new ExitedRecord(number, atMs));
        }

        exited.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        var counts = new SegmentResult(
            segmentId,
            Realized: _realized.Count,
            Exited: exited.Count,
            Entered: _realized.CountExcept(previous),
            Left: previous.CountExcept(_realized),
            Carried: previous.Count,
            Namespaces: new Dictionary<string, long>(_namespaces),
            EvaluationMicroseconds: (long)Elapsed.TotalMicroseconds,
            Absorbed: baseline?.Absorbed ?? 0,
            Deleted: baseline?.Deleted ?? 0);
        return new SegmentOutcome(counts, identityGraph, _realized, exited);
    }
}
