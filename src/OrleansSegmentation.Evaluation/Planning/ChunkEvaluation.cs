using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Operators;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>The evaluation of all segments of a plan on one chunk, in slices. Not thread-safe, but slices may run on different threads.</summary>
public sealed class ChunkEvaluation
{
    private readonly SegmentPlan _plan;
    private readonly ChunkContext _context;
    private readonly RowBitmap _live;
    private readonly Domain _rows;
    private readonly EvaluationSession _session;
    private readonly RowFallback _fallback;
    private readonly EvaluationSlice _slice = new();
    private readonly CancellationTokenSource _stop = new(); // the one token the row evaluator looks at, whoever cancels
    private readonly NodeState?[] _states;
    private readonly RowBitmap[] _members;
    private readonly IEnumerator<bool> _steps;
    private string? _segmentId;
    private bool _isFinished;
    private bool _isBroken;

    /// <summary>Gets or sets how many bytes of results of shared conditions are remembered before all are forgotten.</summary>
    /// <remarks>Ten thousand different conditions on events would fill the memory otherwise. What is forgotten is computed again when needed.</remarks>
    internal long KeptBytesLimit { get; set; } = 32 * 1024 * 1024;

    internal ChunkEvaluation(SegmentPlan plan, ColumnChunk chunk, RowBitmap? liveRows, ChunkContext context)
    {
        _plan = plan;
        _context = context;
        _live = liveRows ?? RowBitmap.All(chunk.RowCount);
        _rows = new Domain(chunk.Rows, parent: null, ranges: null);
        _fallback = new RowFallback(chunk, context, IsMember, _stop.Token);
        _session = new EvaluationSession(_fallback.Context);
        _states = new NodeState?[plan.NodeCount];
        _members = new RowBitmap[plan.Roots.Count];
        _steps = Run().GetEnumerator();
    }

    /// <summary>Gets how many (condition, row) pairs were left to the row evaluator so far.</summary>
    public long RowsLeftToRowEvaluator { get; private set; }

    /// <summary>Works for about <paramref name="budget"/> and returns whether everything is done.</summary>
    /// <param name="budget">How long a slice may take, 10 ms for instance. One column operator, or one row of the row evaluator, is never cut.</param>
    /// <param name="cancellationToken">Stops the evaluation, also within a long enumeration.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the evaluation cannot go on.</exception>
    /// <exception cref="InvalidOperationException">An earlier slice ended with an error.</exception>
    /// <exception cref="EvaluationLimitException">One profile took too many steps; it names the segment.</exception>
    public bool Advance(TimeSpan budget, CancellationToken cancellationToken)
    {
        if (_isFinished) return true;
        if (_isBroken) throw new InvalidOperationException("The evaluation ended with an error and cannot go on.");
        cancellationToken.ThrowIfCancellationRequested();
        using var registration = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        _slice.Start(budget);
        _isBroken = true; // until the slice is through: an iterator that threw would pass for one that is done
        try
        {
            _isFinished = !_steps.MoveNext();
            _isBroken = false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (EvaluationLimitException exception)
        {
            throw new EvaluationLimitException(exception.MaxSteps) { SegmentId = _segmentId };
        }

        return _isFinished;
    }

    /// <summary>Returns the members of a segment.</summary>
    /// <param name="segmentIndex">Index into <see cref="SegmentPlan.SegmentIds"/>.</param>
    /// <exception cref="InvalidOperationException">The evaluation is not finished.</exception>
    public RowBitmap GetMembers(int segmentIndex)
    {
        if (!_isFinished) throw new InvalidOperationException("The chunk is not evaluated yet.");
        return _members[_plan.Reported[segmentIndex]];
    }

    // Every step of the iterators below is a place where a slice may end.
    private IEnumerable<bool> Run()
    {
        for (var i = 0; i < _members.Length; i++)
        {
            var root = _plan.Roots[i];
            _segmentId = root.SegmentId;
            foreach (var pause in Evaluate(root.Condition, _live)) yield return pause;
            _members[i] = _states[root.Condition.Index]!.True.And(_live);
            foreach (var last in root.LastUses) Release(last);
        }
    }

    /// <summary>Decides a condition at least for the rows needed.</summary>
    private IEnumerable<bool> Evaluate(PredicateNode node, RowBitmap needed)
    {
        var state = _states[node.Index] ??= new NodeState(needed.RowCount);
        var missing = needed.AndNot(state.Decided);
        if (missing.IsEmpty) return [];
        return node switch
        {
            AndNode and => EvaluateAnd(and, missing, state),
            OrNode or => EvaluateOr(or, missing, state),
            NotNode not => EvaluateNot(not, missing, state),
            LeafNode leaf => EvaluateLeaf(leaf, missing, state),
            MemberNode member => Known(_members[member.Planned], state),
            ExternalMemberNode external => Known(ExternalMembers(external.SegmentId), state),
            _ => throw new InvalidOperationException($"A condition of an unknown kind: {node.GetType().Name}."),
        };
    }

    private IEnumerable<bool> EvaluateAnd(AndNode and, RowBitmap missing, NodeState state)
    {
        var open = missing;
        foreach (var operand in and.Operands)
        {
            foreach (var pause in Evaluate(operand, open)) yield return pause;
            open = open.And(_states[operand.Index]!.True);
            if (open.IsEmpty) break;
        }

        state.Decide(missing, open);
    }

    private IEnumerable<bool> EvaluateOr(OrNode or, RowBitmap missing, NodeState state)
    {
        var open = missing;
        foreach (var operand in or.Operands)
        {
            foreach (var pause in Evaluate(operand, open)) yield return pause;
            open = open.AndNot(_states[operand.Index]!.True);
            if (open.IsEmpty) break;
        }

        state.Decide(missing, missing.AndNot(open));
    }

    private IEnumerable<bool> EvaluateNot(NotNode not, RowBitmap missing, NodeState state)
    {
        foreach (var pause in Evaluate(not.Operand, missing)) yield return pause;
        state.Decide(missing, missing.AndNot(_states[not.Operand.Index]!.True));
    }

    private IEnumerable<bool> EvaluateLeaf(LeafNode leaf, RowBitmap missing, NodeState state)
    {
        if (!leaf.Operator.DecidesNothing && (leaf.Operator.IsPerPosition || !state.IsColumnDone))
        {
            state.IsColumnDone = true;
            missing = missing.AndNot(EvaluateColumns(leaf, missing, state));
            if (_slice.IsOver()) yield return true;
        }

        foreach (var row in missing.Rows)
        {
            RowsLeftToRowEvaluator++;
            state.Decide(row, _fallback.IsTrue(leaf.Expression, row));
            if (_slice.IsOver()) yield return true;
        }
    }

    /// <summary>Evaluates the column form of a condition and returns the rows it decides.</summary>
    private RowBitmap EvaluateColumns(LeafNode leaf, RowBitmap missing, NodeState state)
    {
        var truth = leaf.Operator.EvaluateWhere(_rows, missing, _session);
        var decided = truth.Unknown is null ? RowBitmap.All(_live.RowCount) : truth.Unknown.Not();
        if (leaf.Operator.IsPerPosition) decided = decided.And(missing);
        state.Decide(decided, truth.True.And(decided));
        if (_session.KeptBytes > KeptBytesLimit)
        {
            _rows.Forget();
            _session.ForgetAll();
        }

        return decided;
    }

    private void Release(PredicateNode node)
    {
        _states[node.Index] = null;
        if (node is LeafNode leaf) _rows.Forget(leaf.Operator);
    }

    private IEnumerable<bool> Known(RowBitmap rows, NodeState state)
    {
        state.Decide(RowBitmap.All(_live.RowCount), rows);
        return [];
    }

    private RowBitmap ExternalMembers(string segmentId)
    {
        var rows = _context.ExternalMembers!(segmentId);
        if (rows.RowCount != _live.RowCount)
            throw new InvalidOperationException($"The members of segment {segmentId} cover {rows.RowCount} rows, the chunk has {_live.RowCount}.");
        return rows;
    }

    /// <summary>Answers <c>inSegment</c> inside a condition left to the row evaluator; null for segments that are not part of the job.</summary>
    private bool? IsMember(string segmentId, int row)
    {
        if (_plan.Planned.TryGetValue(segmentId, out var planned)) return _members[planned][row];
        return _plan.ExternalSegmentIds.Contains(segmentId) ? ExternalMembers(segmentId)[row] : null;
    }

    /// <summary>What is known of a condition so far.</summary>
    private sealed class NodeState(int rowCount)
    {
        public RowBitmap True { get; } = new(rowCount);

        public RowBitmap Decided { get; } = new(rowCount);

        public bool IsColumnDone { get; set; }

        public void Decide(RowBitmap rows, RowBitmap isTrue)
        {
            BitKernels.Or(Decided.Words, rows.Words, Decided.MutableWords);
            BitKernels.Or(True.Words, isTrue.Words, True.MutableWords);
        }

        public void Decide(int row, bool isTrue)
        {
            Decided.Set(row);
            if (isTrue) True.Set(row);
        }
    }
}
