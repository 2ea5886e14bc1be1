using System.Collections.Immutable;
using System.Text;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Reference;

public sealed class ChainSearchTests
{
    private const long HourMs = 3_600_000;

    [Fact]
    public void IsTrue_RandomChains_AgreeWithTryingEveryChoice()
    {
        var random = new Random(11);
        var trueCount = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var events = RandomEvents(random);
            var steps = RandomSteps(random);
            var expected = new EveryChoice(events, steps).IsTrue();
            var actual = ReferenceEvaluator.IsMember(ToNode(steps), ToProfile(events), new EvaluationContext(SampleProfile.NowMs));
            Assert.True(expected == actual, $"round {round}: {string.Join(" | ", steps)} on {string.Join(" ", events)}: expected {expected}");
            if (expected) trueCount++;
        }

        Assert.InRange(trueCount, 4_000, 16_000); // a lopsided sample would prove little
    }

    [Fact]
    public void IsTrue_ManyEventsWithoutReferences_StaysFarBelowTheLimit()
    {
        var events = Enumerable.Range(0, 2_000).Select(static i => new Event(i, i % 2 == 0 ? 'a' : 'b')).ToArray();
        Step[] steps = [new('a'), new('b'), new('a'), new('b'), new('a'), new('c')];
        var context = new EvaluationContext(SampleProfile.NowMs) { MaxStepsPerProfile = 20_000 };
        Assert.False(ReferenceEvaluator.IsMember(ToNode(steps), ToProfile(events), context));
    }

    [Fact]
    public void IsTrue_ManyEventsWithGaps_RemembersWhatFailed()
    {
        var events = Enumerable.Range(0, 300).Select(static i => new Event(i, 'a')).ToArray();
        Step[] steps = [new('a'), new('a', GapHours: 5), new('a', GapHours: 5), new('a', GapHours: 5), new('a', GapHours: 5), new('c', GapHours: 5)];
        var context = new EvaluationContext(SampleProfile.NowMs) { MaxStepsPerProfile = 1_000_000 };
        Assert.False(ReferenceEvaluator.IsMember(ToNode(steps), ToProfile(events), context));
    }

    private static Event[] RandomEvents(Random random) =>
        [.. Enumerable.Range(0, random.Next(7)).Select(_ => new Event(random.Next(8), "abc"[random.Next(3)]))];

    private static Step[] RandomSteps(Random random)
    {
        var steps = new Step[random.Next(1, 5)];
        for (var i = 0; i < steps.Length; i++)
        {
            var isNegated = random.Next(4) == 0;
            char? value = random.Next(4) == 0 ? null : "abc"[random.Next(3)];
            var references = Enumerable.Range(0, i).Where(j => !steps[j].IsNegated).ToArray();
            int? reference = references.Length > 0 && random.Next(3) == 0 ? references[random.Next(references.Length)] : null;
            steps[i] = new Step(value, reference, isNegated);
            if (isNegated) continue;
            PqlComparison? comparison = random.Next(4) == 0 ? (PqlComparison)random.Next(6) : null;
            long? count = comparison is not null ? random.Next(4) : random.Next(3) == 0 ? random.Next(1, 4) : null;
            int? gap = i > 0 && random.Next(3) == 0 ? random.Next(4) : null;
            steps[i] = steps[i] with { Comparison = comparison, Count = count, GapHours = gap, Gap = (PqlComparison)random.Next(6) };
        }

        return steps;
    }

    private static PqlValue ToProfile(Event[] events)
    {
        var json = new StringBuilder("{\"xEvent\":[");
        json.AppendJoin(',', events.Select(static item => $"{{\"timestamp\":{item.Hour * HourMs},\"p\":\"{item.P}\"}}"));
        return JsonValues.FromUtf8(Encoding.UTF8.GetBytes(json.Append("]}").ToString()));
    }

    private static ChainNode ToNode(Step[] steps)
    {
        var elements = steps.Select(static (step, i) =>
        {
            var conditions = ImmutableArray.CreateBuilder<PqlNode>();
            conditions.Add(new LiteralNode(PqlLiteralKind.Boolean, true));
            conditions.Add(new LiteralNode(PqlLiteralKind.Boolean, true));
            var p = new FieldNode(new VariableNode($"L{i}"), "p");
            if (step.P is { } value) conditions.Add(new ApplyNode("=", [p, new LiteralNode(PqlLiteralKind.String, value.ToString())]));
            if (step.Reference is { } reference) conditions.Add(new ApplyNode("=", [p, new FieldNode(new VariableNode($"L{reference}"), "p")]));
            PqlGap? gap = step.GapHours is { } hours ? new PqlGap(step.Gap, new PqlDuration(hours, PqlTimeUnit.Hour)) : null;
            var what = new LambdaNode([$"L{i}"], new ApplyNode("and", conditions.ToImmutable()));
            return new ChainElementNode($"L{i}", step.IsNegated, what, null, step.Comparison, step.Count, gap);
        });
        return new ChainNode(new FieldNode(new RootNode(), "xEvent"), ["timestamp"], [.. elements]);
    }

    private sealed record Event(int Hour, char P);

    private sealed record Step(
        char? P, int? Reference = null, bool IsNegated = false, PqlComparison? Comparison = null, long? Count = null,
        int? GapHours = null, PqlComparison Gap = PqlComparison.LessOrEqual);

    /// <summary>Tries every choice of first and last events for every step, and looks at all conditions only when all are chosen.</summary>
    private sealed class EveryChoice(IEnumerable<Event> events, Step[] steps)
    {
        private readonly Event[] _events = [.. events.OrderBy(static item => item.Hour)];
        private readonly (int First, int End)?[] _chosen = new (int First, int End)?[steps.Length];

        public bool IsTrue() => Choose(0);

        private bool Choose(int index)
        {
            if (index == steps.Length) return Enumerable.Range(0, steps.Length).All(MeetsGap) && Enumerable.Range(0, steps.Length).All(IsAbsent);
            _chosen[index] = null;
            if (steps[index].IsNegated) return Choose(index + 1);
            var later = LaterMatches(index);
            var minimum = steps[index] switch
            {
                { Comparison: null } step => step.Count ?? 1,
                { Comparison: PqlComparison.Greater } step => step.Count!.Value + 1,
                { Comparison: PqlComparison.GreaterOrEqual, Count: > 0 } step => step.Count.Value,
                _ => -1,
            };
            if (minimum < 0)
            {
                if (!ScalarComparison.IsOrdered(steps[index].Comparison!.Value, later.Length.CompareTo((int)steps[index].Count!.Value))) return false;
                _chosen[index] = later.Length == 0 ? null : (later[0], later[^1]);
                return Choose(index + 1);
            }

            for (var first = 0; first < later.Length; first++)
            {
                for (var end = first; end < later.Length; end++)
                {
                    if (end - first + 1 < minimum || (minimum == 1 && end != first)) continue;
                    _chosen[index] = (later[first], later[end]);
                    if (Choose(index + 1)) return true;
                }
            }

            return false;
        }

        private int[] LaterMatches(int index)
        {
            var previous = LastBefore(index);
            return [.. Enumerable.Range(0, _events.Length).Where(i => (previous is null || _events[i].Hour > _events[previous.Value].Hour) && IsMatch(index, i))];
        }

        private bool IsMatch(int index, int position)
        {
            if (steps[index].P is { } p && _events[position].P != p) return false;
            return steps[index].Reference is not { } reference || (_chosen[reference] is { } label && _events[label.First].P == _events[position].P);
        }

        private int? LastBefore(int index)
        {
            for (var i = index - 1; i >= 0; i--)
            {
                if (_chosen[i] is { } step) return step.End;
            }

            return null;
        }

        private int? FirstAfter(int index)
        {
            for (var i = index + 1; i < steps.Length; i++)
            {
                if (_chosen[i] is { } step) return step.First;
            }

            return null;
        }

        private bool MeetsGap(int index)
        {
            if (steps[index].GapHours is not { } hours || _chosen[index] is not { } step || LastBefore(index) is not { } previous) return true;
            return ScalarComparison.IsOrdered(steps[index].Gap, (_events[step.First].Hour - _events[previous].Hour).CompareTo(hours));
        }

        private bool IsAbsent(int index)
        {
            if (!steps[index].IsNegated) return true;
            var (previous, next) = (LastBefore(index), FirstAfter(index));
            return !Enumerable.Range(0, _events.Length).Any(i =>
                (previous is null || _events[i].Hour > _events[previous.Value].Hour) && (next is null || _events[i].Hour < _events[next.Value].Hour) && IsMatch(index, i));
        }
    }
}
