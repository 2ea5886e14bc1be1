using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>Looks for a choice of events that satisfies a chain. All choices are considered.</summary>
/// <remarks>
/// The search goes element by element over the events in order of time. What is left of a chain after a certain event fails again
/// whenever it failed once, unless it uses labels chosen before: such failures are remembered. Where nothing later can profit from a
/// later event, only the earliest is tried.
/// </remarks>
internal sealed class ChainSearch
{
    private const int None = -1;

    private readonly ChainNode _chain;
    private readonly ChainPlan _plan;
    private readonly EvaluationContext _context;
    private readonly PqlValue[] _events;
    private readonly long[] _times;
    private readonly VariableScope[] _labels;
    private readonly VariableScope[] _candidates;
    private readonly MatchState[]?[] _matches;
    private readonly HashSet<(int Index, int Last, int Pending)> _failures = [];

    private ChainSearch(ChainNode chain, PqlValue[] events, long[] times, VariableScope scope, EvaluationContext context)
    {
        (_chain, _events, _times, _context) = (chain, events, times, context);
        _plan = context.Constants.GetPlan(chain);
        var count = chain.Elements.Length;
        (_labels, _candidates, _matches) = (new VariableScope[count], new VariableScope[count], new MatchState[]?[count]);
        for (var i = 0; i < count; i++)
        {
            _candidates[i] = scope.With(chain.Elements[i].What.Parameters[0], PqlValue.Null);
            _labels[i] = scope = scope.With(chain.Elements[i].Name, PqlValue.Null);
        }
    }

    private enum MatchState : byte
    {
        Unknown,
        No,
        Yes,
    }

    /// <summary>Tells whether there is a choice.</summary>
    public static bool IsTrue(ChainNode chain, VariableScope scope, EvaluationContext context)
    {
        if (ListConversion.ToList(ReferenceEvaluator.EvaluateNode(chain.Source, scope, context)) is not { } items) return false;
        var (events, times) = SortByTime(chain, items, context);
        return new ChainSearch(chain, events, times, scope, context).Search(0, None, 0);
    }

    /// <summary>Finds the event each element chose, null for an element without one; null when there is no choice.</summary>
    public static IReadOnlyList<PqlValue>? FindEvents(ChainNode chain, VariableScope scope, EvaluationContext context)
    {
        if (ListConversion.ToList(ReferenceEvaluator.EvaluateNode(chain.Source, scope, context)) is not { } items) return null;
        var (events, times) = SortByTime(chain, items, context);
        var search = new ChainSearch(chain, events, times, scope, context);
        return search.Search(0, None, 0) ? [.. search._labels.Select(static label => label.Value)] : null;
    }

    private static (PqlValue[] Events, long[] Times) SortByTime(ChainNode chain, IReadOnlyList<PqlValue> items, EvaluationContext context)
    {
        var events = new List<PqlValue>(items.Count);
        var order = new List<(long Ms, int Index)>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            context.CountStep();
            var item = items[i];
            var time = item;
            foreach (var step in chain.TimePath) time = PropertyStep.Read(time, step);
            if (!TimeConversion.TryRead(time, out var value)) continue;
            order.Add((value.StartMs, events.Count));
            events.Add(item);
        }

        order.Sort();
        var (sorted, times) = (new PqlValue[order.Count], new long[order.Count]);
        for (var i = 0; i < sorted.Length; i++) (sorted[i], times[i]) = (events[order[i].Index], order[i].Ms);
        return (sorted, times);
    }

    /// <summary>Looks for events for an element and all later ones.</summary>
    /// <param name="index">The element.</param>
    /// <param name="last">The last event chosen, <see cref="None"/> before the first.</param>
    /// <param name="pending">A bit for each negated element since then: it excludes events up to the next one chosen.</param>
    private bool Search(int index, int last, int pending)
    {
        if (index == _chain.Elements.Length) return AreAbsent(pending, last, _events.Length);
        if (_chain.Elements[index].IsNegated) return Search(index + 1, last, pending | 1 << index);
        var canRemember = !_plan.DependsOnLabels(index, pending);
        if (canRemember && _failures.Contains((index, last, pending))) return false;
        var isFound = _plan.CountsAll(index) ? SearchByNumber(index, last, pending) : SearchAtLeast(index, last, pending);
        if (!isFound && canRemember) _failures.Add((index, last, pending));
        return isFound;
    }

    /// <summary>The step takes at least so many matching events; any of them may be its first.</summary>
    private bool SearchAtLeast(int index, int last, int pending)
    {
        for (var first = GetNext(last); first < _events.Length; first++)
        {
            if (!IsMatch(index, first) || !MeetsGap(index, last, first) || !AreAbsent(pending, last, first)) continue;
            _labels[index].Rebind(_events[first]);
            if (SearchEnd(index, first)) return true;
            if (_plan.IsEarliestBest(index)) return false;
        }

        return false;
    }

    /// <summary>The first event of the step is chosen; any matching one that makes them enough may be its last.</summary>
    private bool SearchEnd(int index, int first)
    {
        var missing = _plan.GetMinCount(index);
        if (missing == 1) return Search(index + 1, first, 0);
        for (var end = first; end < _events.Length; end++)
        {
            if (!IsMatch(index, end) || --missing > 0) continue;
            if (Search(index + 1, end, 0)) return true;
            if (_plan.IsEarliestBest(index)) return false;
        }

        return false;
    }

    /// <summary>The step tests the number of all matching events after the previous step; none at all leaves it without an event.</summary>
    private bool SearchByNumber(int index, int last, int pending)
    {
        var (count, first, end) = (0L, None, None);
        for (var i = GetNext(last); i < _events.Length; i++)
        {
            if (!IsMatch(index, i)) continue;
            if (count++ == 0) first = i;
            end = i;
        }

        var element = _chain.Elements[index];
        if (!ScalarComparison.IsOrdered(element.CountComparison!.Value, count.CompareTo(element.Count ?? 1))) return false;
        _labels[index].Rebind(count == 0 ? PqlValue.Null : _events[first]);
        if (count == 0) return Search(index + 1, last, pending);
        return MeetsGap(index, last, first) && AreAbsent(pending, last, first) && Search(index + 1, end, 0);
    }

    /// <summary>Gets the first event that is later than another; events of the same time are not.</summary>
    private int GetNext(int last)
    {
        var next = last + 1;
        while (last != None && next < _times.Length && _times[next] == _times[last]) next++;
        return next;
    }

    private bool MeetsGap(int index, int last, int first)
    {
        if (last == None || _chain.Elements[index].Gap is not { } gap) return true;
        var bound = CalendarArithmetic.Add(_times[last], gap.Duration.Count, gap.Duration.Unit);
        return ScalarComparison.IsOrdered(gap.Comparison, _times[first].CompareTo(bound));
    }

    /// <summary>Tells whether no event strictly between two chosen ones matches any of the negated elements.</summary>
    private bool AreAbsent(int pending, int last, int next)
    {
        for (var index = 0; pending >> index != 0; index++)
        {
            if ((pending >> index & 1) == 0) continue;
            for (var i = GetNext(last); i < next && (next == _events.Length || _times[i] < _times[next]); i++)
            {
                if (IsMatch(index, i)) return false;
            }
        }

        return true;
    }

    private bool IsMatch(int index, int position)
    {
        _context.CountStep();
        if (_plan.UsesLabels(index)) return Test(index, position);
        var states = _matches[index] ??= new MatchState[_events.Length];
        if (states[position] == MatchState.Unknown) states[position] = Test(index, position) ? MatchState.Yes : MatchState.No;
        return states[position] == MatchState.Yes;
    }

    private bool Test(int index, int position)
    {
        var element = _chain.Elements[index];
        var candidate = _candidates[index];
        candidate.Rebind(_events[position]);
        return (element.When is not { } when || OccursTest.IsTrue(PqlValue.FromTime(TimeValue.Instant(_times[position])), when, candidate, _context))
            && ReferenceEvaluator.IsTrueNode(element.What.Body, candidate, _context);
    }
}
