using System.Diagnostics;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions.Evaluation;

/// <summary>Evaluates a job in one partition: every stage, policy and piece of a view after the other. Reads immutable snapshots only.</summary>
internal sealed class PartitionEvaluationWork : SteppedWork
{
    private static readonly TimeSpan LeastBudget = TimeSpan.FromMilliseconds(1); // what a new chunk gets when the slice is nearly over

    private readonly int _partition;
    private readonly JobPlan _plan;
    private readonly EvaluateRequest _request;
    private readonly PinnedSnapshot _pin;
    private readonly EvaluationLimits _limits;
    private readonly EvaluationCounters _counters;
    private readonly CancellationToken _cancellationToken;
    private readonly PatternCache _patterns = new();
    private readonly Dictionary<Guid, string> _graphs; // by merge policy
    private readonly Dictionary<Guid, SegmentAccumulator> _segments;
    private readonly Dictionary<Guid, NumberSet> _clustersOfMembers = []; // of segments that another graph mode refers to

    public PartitionEvaluationWork(
        int partition, JobPlan plan, EvaluateRequest request, PinnedSnapshot pin, EvaluationLimits limits, EvaluationCounters counters,
        CancellationToken cancellationToken)
    {
        _partition = partition;
        _plan = plan;
        _request = request;
        _pin = pin;
        _limits = limits;
        _counters = counters;
        _cancellationToken = cancellationToken;
        _graphs = request.Request.Policies.ToDictionary(static policy => policy.Id, static policy => policy.IdentityGraph);
        _segments = request.Request.Segments.ToDictionary(
            static segment => segment.SegmentId,
            segment => new SegmentAccumulator(segment.SegmentId, _graphs[segment.MergePolicyId], pin.Views[segment.MergePolicyId].RowUpperBound));
    }

    /// <summary>Gets the result, once the work is done.</summary>
    public PartitionOutcome? Outcome { get; private set; }

    /// <inheritdoc />
    protected override IEnumerable<WorkStep> Run()
    {
        var counted = new HashSet<Guid>();
        foreach (var stage in _plan.Stages)
        {
            foreach (var policy in stage.Policies)
            {
                var policyId = Guid.ParseExact(policy.MergePolicyId, "D");
                var isFirst = counted.Add(policyId); // a later stage looks at the same profiles again
                foreach (var piece in _pin.Views[policyId].Pieces)
                {
                    foreach (var step in Evaluate(policy.Plan, _graphs[policyId], piece)) yield return step;
                    if (isFirst) _counters.AddProfiles(policyId, piece.Live.Count);
                }
            }
        }

        var keptSinceMs = _request.NowMs - (long)_limits.ExitedRetention.TotalMilliseconds;
        var outcomes = new List<SegmentOutcome>(_segments.Count);
        foreach (var segment in _request.Request.Segments)
        {
            outcomes.Add(_segments[segment.SegmentId].ToOutcome(_pin.Memberships.GetValueOrDefault(segment.SegmentId), _request.NowMs, keptSinceMs));
            _counters.Tick();
            yield return default;
        }

        var policies = _request.Request.Policies
            .Select(policy => new PolicyResult(policy.Id, _pin.Views[policy.Id].ProfileCount, _pin.Views[policy.Id].ExcludedTooManyIdentities));
        Outcome = new PartitionOutcome(_request.JobId, _partition, _request.Epoch, _request.NowMs, [.. policies], outcomes);
    }

    private IEnumerable<WorkStep> Evaluate(SegmentPlan plan, string graph, ViewPiece piece)
    {
        var members = new Dictionary<string, RowBitmap>(StringComparer.Ordinal); // of earlier stages, in the rows of this piece
        var context = new ChunkContext
        {
            NowMs = _request.NowMs,
            MaxStepsPerProfile = _limits.MaxStepsPerProfile,
            Patterns = _patterns,
            ExternalMembers = segmentId => GetEarlierMembers(segmentId, graph, piece, members),
        };
        var start = Stopwatch.GetTimestamp();
        var spent = TimeSpan.Zero;
        var evaluation = plan.Begin(piece.Chunk, piece.Live, context);
        while (!Advance(evaluation))
        {
            spent += Stopwatch.GetElapsedTime(start);
            _counters.Tick();
            yield return default;
            start = Stopwatch.GetTimestamp();
        }

        spent += Stopwatch.GetElapsedTime(start);
        var share = spent / Math.Max(plan.SegmentIds.Count, 1); // the segments share their conditions, and so the time
        for (var index = 0; index < plan.SegmentIds.Count; index++)
        {
            start = Stopwatch.GetTimestamp();
            var segment = _segments[Guid.ParseExact(plan.SegmentIds[index], "D")];
            _counters.AddMembers(segment.SegmentId, segment.Add(evaluation.GetMembers(index), piece.Numbers, piece.Chunk.Marks));
            segment.Elapsed += share + Stopwatch.GetElapsedTime(start);
            _counters.Tick();
            yield return default;
        }
    }

    private bool Advance(ChunkEvaluation evaluation)
    {
        try
        {
            return evaluation.Advance(Remaining > LeastBudget ? Remaining : LeastBudget, _cancellationToken);
        }
        catch (EvaluationLimitException exception)
        {
            var segmentId = Guid.TryParseExact(exception.SegmentId, "D", out var id) ? id : Guid.Empty;
            throw new ExpressionFailedException(segmentId, exception.Message);
        }
    }

    private RowBitmap GetEarlierMembers(string segmentId, string graph, ViewPiece piece, Dictionary<string, RowBitmap> members)
    {
        if (members.TryGetValue(segmentId, out var rows)) return rows;
        rows = new RowBitmap(piece.Chunk.RowCount);
        var segment = _segments[Guid.ParseExact(segmentId, "D")];
        // Between graph modes a profile is a member when a member shares a primary identity with it: one of the same cluster.
        var (numbers, realized) = segment.IdentityGraph == graph ? (piece.Numbers, segment.Realized) : (piece.Clusters, GetClustersOfMembers(segment));
        for (var row = 0; row < rows.RowCount; row++)
        {
            if (realized.Contains(numbers[row])) rows.Set(row);
        }

        members.Add(segmentId, rows);
        return rows;
    }

    private NumberSet GetClustersOfMembers(SegmentAccumulator segment)
    {
        if (_clustersOfMembers.TryGetValue(segment.SegmentId, out var clusters)) return clusters;
        clusters = new NumberSet();
        var policyId = _request.Request.Segments.First(other => other.SegmentId == segment.SegmentId).MergePolicyId;
        foreach (var piece in _pin.Views[policyId].Pieces)
        {
            foreach (var row in piece.Live.Rows)
            {
                if (segment.Realized.Contains(piece.Numbers[row])) clusters.Add(piece.Clusters[row]);
            }
        }

        _clustersOfMembers.Add(segment.SegmentId, clusters);
        return clusters;
    }
}

/// <summary>The settings that a result depends on.</summary>
/// <param name="MaxStepsPerProfile">Steps an expression may take for one profile.</param>
/// <param name="ExitedRetention">How long former members are remembered.</param>
internal sealed record EvaluationLimits(long MaxStepsPerProfile, TimeSpan ExitedRetention);
