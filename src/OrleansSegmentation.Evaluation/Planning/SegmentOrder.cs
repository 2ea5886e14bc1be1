namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>The order in which segments can be evaluated, and the stage of each.</summary>
/// <remarks>
/// A segment comes after all it refers to. It is in the stage of what it refers to under its own merge policy, and in a later one than
/// what it refers to under another: that result has to be carried over from other merged rows first.
/// </remarks>
internal sealed class SegmentOrder
{
    private readonly Dictionary<string, PlannedSegment> _byId;
    private readonly Dictionary<string, int> _stages = new(StringComparer.Ordinal);
    private readonly List<PlannedSegment> _segments = [];

    private SegmentOrder(Dictionary<string, PlannedSegment> byId) => _byId = byId;

    /// <summary>Gets the segments, each after those it refers to.</summary>
    public IReadOnlyList<PlannedSegment> Segments => _segments;

    public static SegmentOrder Of(IReadOnlyList<PlannedSegment> segments)
    {
        var byId = new Dictionary<string, PlannedSegment>(segments.Count, StringComparer.Ordinal);
        foreach (var segment in segments)
            if (!byId.TryAdd(segment.SegmentId, segment))
                throw new ArgumentException($"Segment occurs twice in the job: {segment.SegmentId}.", nameof(segments));

        var order = new SegmentOrder(byId);
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var segment in segments) order.Visit(segment, open);
        return order;
    }

    public int StageOf(PlannedSegment segment) => _stages[segment.SegmentId];

    /// <summary>Finds a segment of the job; false for ids that are answered from the profile.</summary>
    public bool TryGet(string segmentId, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out PlannedSegment segment) =>
        _byId.TryGetValue(segmentId, out segment);

    /// <summary>Gets the segments of the job that a segment refers to directly.</summary>
    public IEnumerable<PlannedSegment> ReferencesOf(PlannedSegment segment)
    {
        foreach (var id in segment.Query.ReferencedSegments)
            if (_byId.TryGetValue(id, out var referenced)) yield return referenced;
    }

    // Depth first with a stack of its own: ten thousand segments may refer to one another in a row.
    private void Visit(PlannedSegment start, HashSet<string> open)
    {
        if (_stages.ContainsKey(start.SegmentId)) return;
        var path = new Stack<(PlannedSegment Segment, IEnumerator<PlannedSegment> References)>();
        open.Add(start.SegmentId);
        path.Push((start, ReferencesOf(start).GetEnumerator()));
        while (path.TryPeek(out var current))
        {
            if (!current.References.MoveNext())
            {
                Close(path.Pop().Segment, open);
                continue;
            }

            var next = current.References.Current;
            if (_stages.ContainsKey(next.SegmentId)) continue;
            if (!open.Add(next.SegmentId))
                throw new ArgumentException($"Segments refer to each other in a circle: {next.SegmentId} leads back to itself.");
            path.Push((next, ReferencesOf(next).GetEnumerator()));
        }
    }

    private void Close(PlannedSegment segment, HashSet<string> open)
    {
        var stage = 0;
        foreach (var referenced in ReferencesOf(segment))
            stage = Math.Max(stage, StageOf(referenced) + (referenced.MergePolicyId == segment.MergePolicyId ? 0 : 1));
        _stages.Add(segment.SegmentId, stage);
        _segments.Add(segment);
        open.Remove(segment.SegmentId);
    }
}
