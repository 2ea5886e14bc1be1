using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators.Sequences;

/// <summary>The times of events, read when they are asked for.</summary>
internal sealed class EventTimes
{
    private readonly List<PathBranch> _branches = [];
    private readonly InstantStringPart? _instants;

    /// <param name="events">The events.</param>
    /// <param name="time">The path from an event to its time.</param>
    /// <param name="session">The evaluation.</param>
    public EventTimes(Domain events, PathNode time, EvaluationSession session)
    {
        // What lies in a list is no time, so branches through lists have none.
        foreach (var branch in events.Resolve(time, session).Branches)
            if (branch.Kind == BranchKind.Value) _branches.Add(branch);
        if (_branches is [{ Ranges: null, Column: { Strings: InstantStringPart instants } }]) _instants = instants;
    }

    /// <summary>Reads the time of an event; false when it has none.</summary>
    public bool TryGet(int item, out long ms)
    {
        if (_instants is not null && _instants.Validity[item])
        {
            ms = _instants.Milliseconds[item];
            return true;
        }

        foreach (var branch in _branches)
        {
            var position = item;
            if (branch.Ranges is { } ranges)
            {
                position = ranges.Offsets[item];
                if (ranges.Offsets[item + 1] == position) continue;
            }

            if (!TimeConversion.TryRead(ColumnValues.At(branch.Column, position), out var time)) continue;
            ms = time.StartMs;
            return true;
        }

        ms = 0;
        return false;
    }
}
