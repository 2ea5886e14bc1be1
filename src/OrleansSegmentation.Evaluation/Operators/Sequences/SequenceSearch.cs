using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators.Sequences;

/// <summary>Looks for a choice of events for the steps of a chain, for one profile after the other.</summary>
/// <remarks>
/// Step by step: which events can be the last of a step, given those of the step before. No choice is lost, and the work is bounded by
/// the square of the number of events. Not thread-safe.
/// </remarks>
internal sealed class SequenceSearch(ImmutableArray<SequenceStep> steps)
{
    private (long Ms, byte Matches)[] _events = new (long, byte)[64];
    private long[] _firstAbsent = new long[64];
    private long[] _bounds = new long[64];
    private bool[] _ends = new bool[64];
    private bool[] _nextEnds = new bool[64];
    private bool _isSorted;

    /// <summary>Gets how many events were added.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets the events of the profile before.</summary>
    public void Clear()
    {
        Count = 0;
        _isSorted = true;
    }

    /// <summary>Adds an event.</summary>
    /// <param name="ms">Its time.</param>
    /// <param name="matches">A bit for each step whose condition it meets.</param>
    public void Add(long ms, byte matches)
    {
        if (Count == _events.Length) Grow();
        if (Count > 0 && ms < _events[Count - 1].Ms) _isSorted = false;
        _events[Count++] = (ms, matches);
    }

    /// <summary>Tells whether there is a choice.</summary>
    public bool IsFound()
    {
        // Events of the same time keep their order in the list, which matters to steps that take several.
        if (!_isSorted) SortByTime();
        var isFirst = true;
        var absent = 0;
        for (var index = 0; index < steps.Length; index++)
        {
            if (steps[index].IsNegated)
            {
                absent |= 1 << index;
                continue;
            }

            if (!FindEnds(index, isFirst, absent)) return false;
            (_ends, _nextEnds) = (_nextEnds, _ends);
            isFirst = false;
            absent = 0;
        }

        return absent == 0 || IsAbsentAfterAnyEnd(absent);
    }

    /// <summary>Finds the events that can be the last of a step.</summary>
    private bool FindEnds(int index, bool isFirst, int absent)
    {
        var step = steps[index];
        var bit = 1 << index;
        FindFirstAbsent(absent);
        if (!isFirst && step.Gap is { } gap)
            for (var i = 0; i < Count; i++)
                if (_ends[i]) _bounds[i] = CalendarArithmetic.Add(_events[i].Ms, gap.Duration.Count, gap.Duration.Unit);

        var isFound = false;
        var taken = 0L; // events of this step since the earliest that can be its first
        for (var i = 0; i < Count; i++)
        {
            _nextEnds[i] = false;
            if ((_events[i].Matches & bit) == 0) continue;
            if (taken == 0 && !CanBegin(step, i, isFirst, absent)) continue;
            if (++taken < step.MinCount && step.MinCount > 1) continue;
            // A step of one event begins where it ends; with more of them the earliest beginning allows all ends.
            if (step.MinCount == 1 && taken > 1 && !CanBegin(step, i, isFirst, absent)) continue;
            _nextEnds[i] = isFound = true;
        }

        return isFound;
    }

    private bool CanBegin(SequenceStep step, int next, bool isFirst, int absent)
    {
        var ms = _events[next].Ms;
        if (isFirst) return absent == 0 || FirstAbsentFromStart(absent) >= ms;
        for (var i = 0; i < next && _events[i].Ms < ms; i++)
        {
            if (!_ends[i] || _firstAbsent[i] < ms) continue;
            if (step.Gap is not { } gap || ScalarComparison.IsOrdered(gap.Comparison, ms.CompareTo(_bounds[i]))) return true;
        }

        return false;
    }

    /// <summary>For each event, finds the time of the first later one that must not be there.</summary>
    private void FindFirstAbsent(int absent)
    {
        var next = long.MaxValue;
        var sameTime = long.MaxValue;
        for (var i = Count - 1; i >= 0; i--)
        {
            if (i + 1 < Count && _events[i + 1].Ms != _events[i].Ms) next = sameTime;
            _firstAbsent[i] = next;
            if ((_events[i].Matches & absent) != 0) sameTime = _events[i].Ms;
        }
    }

    private long FirstAbsentFromStart(int absent)
    {
        for (var i = 0; i < Count; i++)
            if ((_events[i].Matches & absent) != 0) return _events[i].Ms;
        return long.MaxValue;
    }

    private bool IsAbsentAfterAnyEnd(int absent)
    {
        FindFirstAbsent(absent);
        for (var i = 0; i < Count; i++)
            if (_ends[i] && _firstAbsent[i] == long.MaxValue) return true;
        return false;
    }

    private void SortByTime()
    {
        var sorted = _events.AsSpan(0, Count).ToArray();
        var order = new (long Ms, int Index)[Count];
        for (var i = 0; i < Count; i++) order[i] = (sorted[i].Ms, i);
        Array.Sort(order);
        for (var i = 0; i < Count; i++) _events[i] = sorted[order[i].Index];
        _isSorted = true;
    }

    private void Grow()
    {
        var size = _events.Length * 2;
        Array.Resize(ref _events, size);
        Array.Resize(ref _firstAbsent, size);
        Array.Resize(ref _bounds, size);
        Array.Resize(ref _ends, size);
        Array.Resize(ref _nextEnds, size);
    }
}
