using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>The segments of one stage and one merge policy as one graph of shared conditions. Immutable and thread-safe.</summary>
public sealed class SegmentPlan
{
    private SegmentPlan(
        IReadOnlyList<string> segmentIds, IReadOnlyList<string> externalSegmentIds, IReadOnlyList<PlannedRoot> roots,
        IReadOnlyList<int> reported, IReadOnlyDictionary<string, int> planned, int nodeCount)
    {
        SegmentIds = segmentIds;
        ExternalSegmentIds = externalSegmentIds;
        Roots = roots;
        Reported = reported;
        Planned = planned;
        NodeCount = nodeCount;
    }

    /// <summary>Gets the segments whose members the plan finds; results are by index into this list.</summary>
    public IReadOnlyList<string> SegmentIds { get; }

    /// <summary>Gets the segments of earlier stages, under other merge policies, whose members are needed.</summary>
    public IReadOnlyList<string> ExternalSegmentIds { get; }

    /// <summary>Gets the segments in evaluation order, with those that are only needed by others.</summary>
    internal IReadOnlyList<PlannedRoot> Roots { get; }

    /// <summary>Gets for each of <see cref="SegmentIds"/> its place in <see cref="Roots"/>.</summary>
    internal IReadOnlyList<int> Reported { get; }

    /// <summary>Gets the places in <see cref="Roots"/> by segment id.</summary>
    internal IReadOnlyDictionary<string, int> Planned { get; }

    /// <summary>Gets how many nodes the graph has.</summary>
    internal int NodeCount { get; }

    /// <summary>Starts to evaluate a chunk. Nothing is computed before the first <see cref="ChunkEvaluation.Advance"/>.</summary>
    /// <param name="chunk">The rows.</param>
    /// <param name="liveRows">The rows that count; null for all. Other rows are members of nothing.</param>
    /// <param name="context">The other inputs.</param>
    /// <exception cref="ArgumentException"><paramref name="liveRows"/> covers another number of rows, or members of earlier stages are needed and not offered.</exception>
    public ChunkEvaluation Begin(ColumnChunk chunk, RowBitmap? liveRows, ChunkContext context)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(context);
        if (liveRows is not null && liveRows.RowCount != chunk.RowCount)
            throw new ArgumentException($"The live rows cover {liveRows.RowCount} rows, the chunk has {chunk.RowCount}.", nameof(liveRows));
        if (ExternalSegmentIds.Count > 0 && context.ExternalMembers is null)
            throw new ArgumentException($"The members of other segments are needed: {string.Join(", ", ExternalSegmentIds)}.", nameof(context));
        return new ChunkEvaluation(this, chunk, liveRows, context);
    }

    /// <summary>Plans the segments of one stage and policy, given in evaluation order.</summary>
    internal static SegmentPlan Compile(IReadOnlyList<PlannedSegment> segments, SegmentOrder order)
    {
        // What a segment refers to under its own policy is part of its plan, even if an earlier stage found it already: that is
        // rare, and cheaper than carrying results over.
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<PlannedSegment>(segments);
        while (pending.TryPop(out var segment))
        {
            if (!needed.Add(segment.SegmentId)) continue;
            foreach (var referenced in order.ReferencesOf(segment))
                if (referenced.MergePolicyId == segment.MergePolicyId) pending.Push(referenced);
        }

        var planned = new Dictionary<string, int>(StringComparer.Ordinal);
        var external = new HashSet<string>(StringComparer.Ordinal);
        var inOrder = order.Segments.Where(segment => needed.Contains(segment.SegmentId)).ToList();
        for (var i = 0; i < inOrder.Count; i++) planned.Add(inOrder[i].SegmentId, i);
        foreach (var referenced in inOrder.SelectMany(order.ReferencesOf))
            if (!planned.ContainsKey(referenced.SegmentId)) external.Add(referenced.SegmentId);

        var graph = new PredicateGraphBuilder(planned, external.Contains);
        var conditions = inOrder.Select(segment => graph.Add(segment.Query.Root)).ToList();
        var lastUses = LastUses(conditions);
        var roots = inOrder.Select((segment, i) => new PlannedRoot(segment.SegmentId, conditions[i], [.. lastUses[i]])).ToList();
        return new SegmentPlan(
            [.. segments.Select(static segment => segment.SegmentId)], [.. external.Order(StringComparer.Ordinal)], roots,
            [.. segments.Select(segment => planned[segment.SegmentId])], planned, graph.Count);
    }

    private static ILookup<int, PredicateNode> LastUses(IReadOnlyList<PredicateNode> conditions)
    {
        var lastUse = new Dictionary<PredicateNode, int>();
        for (var i = conditions.Count - 1; i >= 0; i--) Visit(conditions[i], i);
        return lastUse.ToLookup(static use => use.Value, static use => use.Key);

        void Visit(PredicateNode node, int segment)
        {
            if (!lastUse.TryAdd(node, segment)) return; // with all its operands
            foreach (var operand in node.Operands) Visit(operand, segment);
        }
    }
}

/// <summary>A segment of a plan.</summary>
/// <param name="SegmentId">Its id.</param>
/// <param name="Condition">Its condition.</param>
/// <param name="LastUses">The parts of the condition that no later segment uses.</param>
internal sealed record PlannedRoot(string SegmentId, PredicateNode Condition, IReadOnlyList<PredicateNode> LastUses);
