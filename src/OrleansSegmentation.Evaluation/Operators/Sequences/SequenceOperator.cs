using System.Collections.Immutable;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;

namespace OrleansSegmentation.Evaluation.Operators.Sequences;

/// <summary>A chain of events whose steps do not look at one another's events.</summary>
/// <remarks>The conditions are evaluated over all events; the order of events is looked at only where each step has one.</remarks>
/// <param name="id">See <see cref="PredicateOperator"/>.</param>
/// <param name="events">A list view.</param>
/// <param name="time">The path from an event to its time.</param>
/// <param name="steps">The steps, at most eight.</param>
internal sealed class SequenceOperator(int id, PathNode events, PathNode time, ImmutableArray<SequenceStep> steps) : PredicateOperator(id)
{
    // Beyond it the square of the number of events is felt, and the row evaluator can be interrupted.
    private const int MaxEvents = 4096;

    public override int Cost { get; } = events.Cost + 50 + (8 * steps.Sum(static step => step.Condition.Cost));

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var value = domain.Resolve(events, session);
        var result = new RowBitmap(domain.Count);
        RowBitmap? seen = null;
        RowBitmap? unknown = null;
        foreach (var branch in value.Branches)
        {
            if (value.Branches.Count > 1)
            {
                // Events of one list in two places: their common order is not known here.
                var positions = branch.Any(TruthVector.Constant(branch.Column.Count, true)).Possible();
                if (seen is not null) unknown = Union(unknown, seen.And(positions));
                seen = Union(seen, positions);
            }

            unknown = Union(unknown, Search(branch, result, session));
        }

        return new TruthVector(result).WithUnknown(unknown).WithUnknown(value.Unknown);
    }

    public override string ToString() => $"sequence({events}: {string.Join(", ", steps.Select(static step => step.Condition))})";

    private static RowBitmap? Union(RowBitmap? left, RowBitmap? right) => left is null ? right : right is null ? left : left.Or(right);

    /// <summary>Adds the positions where the sequence occurs; returns those that cannot be told.</summary>
    private RowBitmap? Search(PathBranch branch, RowBitmap result, EvaluationSession session)
    {
        var matches = new TruthVector[steps.Length];
        RowBitmap? candidates = null;
        RowBitmap? unknown = null;
        for (var i = 0; i < steps.Length; i++)
        {
            matches[i] = branch.Items.Evaluate(steps[i].Condition, session);
            if (branch.Mask is not null) matches[i] = matches[i].And(branch.Mask);
            var any = Any(branch, matches[i].Possible());
            if (!steps[i].IsNegated) candidates = candidates?.And(any) ?? any;
            if (candidates is not null && candidates.IsEmpty) return null;
            if (matches[i].Unknown is { } items) unknown = Union(unknown, Any(branch, items));
        }

        if (unknown is not null)
        {
            unknown = unknown.And(candidates!);
            candidates = candidates!.AndNot(unknown);
        }

        return Union(unknown, SearchRows(branch, candidates!, matches, result, session));
    }

    private RowBitmap? SearchRows(PathBranch branch, RowBitmap candidates, TruthVector[] matches, RowBitmap result, EvaluationSession session)
    {
        RowBitmap? tooLong = null;
        var times = new EventTimes(branch.Items, time, session);
        var search = new SequenceSearch(steps);
        foreach (var position in candidates.Rows)
        {
            var (start, end) = branch.Ranges is null ? (position, position + 1) : (branch.Ranges.Offsets[position], branch.Ranges.Offsets[position + 1]);
            if (end - start > MaxEvents)
            {
                (tooLong ??= new RowBitmap(candidates.RowCount)).Set(position);
                continue;
            }

            search.Clear();
            for (var item = start; item < end; item++)
            {
                byte met = 0;
                for (var i = 0; i < matches.Length; i++)
                    if (matches[i].True[item]) met |= (byte)(1 << i);
                if (met != 0 && times.TryGet(item, out var ms)) search.Add(ms, met);
            }

            if (search.IsFound()) result.Set(position);
        }

        return tooLong;
    }

    private static RowBitmap Any(PathBranch branch, RowBitmap items) => branch.Ranges?.Any(items) ?? items;
}
