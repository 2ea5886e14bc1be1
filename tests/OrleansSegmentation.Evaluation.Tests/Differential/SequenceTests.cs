using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Tests.Planning;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tree;
using Xunit.Abstractions;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>Chains over few kinds of events in a few hours, so that order, equal times, gaps, numbers and absences all decide.</summary>
public sealed class SequenceTests(ITestOutputHelper output)
{
    private const int Seed = 4711;
    private const int Rounds = 30;
    private const int ProfilesPerRound = 60;
    private const int ChainsPerRound = 40;

    [Fact]
    public void Chain_RandomStepsOnRandomEvents_AgreesWithRowEvaluator()
    {
        output.WriteLine($"seed {Seed}");
        var (members, byRow) = (0L, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(Seed + round);
            var documents = Enumerable.Range(0, ProfilesPerRound).Select(_ => Profile(random)).ToArray();
            var segments = Enumerable.Range(0, ChainsPerRound).Select(i => new PlannedSegment($"s{i}", "policy", new PqlQuery(Chain(random), []))).ToList();
            var evaluation = Plans.Only(JobPlan.Compile(segments)).Evaluate(Chunks.Build(documents));
            byRow += evaluation.RowsLeftToRowEvaluator;

            var context = new EvaluationContext(SampleProfile.NowMs);
            for (var row = 0; row < documents.Length; row++)
            {
                var profile = JsonValues.FromUtf8(documents[row]);
                for (var i = 0; i < segments.Count; i++)
                {
                    var expected = ReferenceEvaluator.IsMember(segments[i].Query.Root, profile, context);
                    if (expected) members++;
                    Assert.True(
                        expected == evaluation.GetMembers(i)[row],
                        $"Round {round}: the row evaluator says {expected}.\n{PqlTextPrinter.Print(segments[i].Query.Root)}\n{Encoding.UTF8.GetString(documents[row])}");
                }
            }
        }

        const long Pairs = Rounds * ProfilesPerRound * ChainsPerRound;
        output.WriteLine($"{Pairs} pairs, {members} members, {byRow} left to the row evaluator");
        Assert.InRange(members, Pairs / 10, Pairs * 9 / 10);
        Assert.True(byRow < Pairs / 4);
    }

    private static byte[] Profile(Random random)
    {
        var events = Enumerable.Range(0, random.Next(9)).Select(_ =>
        {
            var minutes = random.Chance(0.1) ? random.Next(600) : random.Next(10) * 60;
            var time = DateTimeOffset.FromUnixTimeMilliseconds(SampleProfile.NowMs - (minutes * 60_000L)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var timestamp = random.Chance(0.05) ? "null" : random.Chance(0.03) ? $"[\"{time}\"]" : random.Chance(0.03) ? "\"2026-03-18\"" : $"\"{time}\"";
            return (minutes, text: $$"""{"type":"{{random.Pick<string>(["a", "b", "c"])}}","n":{{random.Next(4)}},"timestamp":{{timestamp}}}""");
        });
        if (random.Chance(0.7)) events = events.OrderByDescending(static item => item.minutes).ToList();
        return Encoding.UTF8.GetBytes($$"""{"xEvent":[{{string.Join(',', events.Select(static item => item.text))}}]}""");
    }

    private static ChainNode Chain(Random random)
    {
        var elements = ImmutableArray.CreateBuilder<ChainElementNode>();
        var count = random.Next(1, 5);
        var positive = random.Next(count);
        for (var i = 0; i < count; i++)
        {
            var name = $"C{i}";
            var isNegated = i != positive && random.Chance(0.3);
            var what = new LambdaNode([name], What(random, name, i, elements));
            TimeQualificationNode? when = random.Chance(0.15)
                ? new TimeQualificationNode(random.Pick<PqlComparison>([PqlComparison.Less, PqlComparison.GreaterOrEqual]), new PqlDuration(5, PqlTimeUnit.Hour),
                    PqlTimeDirection.Before, new LiteralNode(PqlLiteralKind.Timestamp, "now"))
                : null;
            long? number = !isNegated && random.Chance(0.35) ? random.Next(1, 4) : null;
            PqlComparison? comparison = number is null || random.Chance(0.6) ? null
                : random.Chance(0.7) ? random.Pick<PqlComparison>([PqlComparison.Greater, PqlComparison.GreaterOrEqual]) : (PqlComparison)random.Next(6);
            PqlGap? gap = !isNegated && i > 0 && random.Chance(0.4)
                ? new PqlGap((PqlComparison)random.Next(6), new PqlDuration(random.Next(4), PqlTimeUnit.Hour))
                : null;
            elements.Add(new ChainElementNode(name, isNegated, what, when, comparison, number, gap));
        }

        return new ChainNode(new FieldNode(new RootNode(), "xEvent"), ["timestamp"], elements.ToImmutable());
    }

    private static PqlNode What(Random random, string name, int index, IReadOnlyList<ChainElementNode> earlier)
    {
        var item = new VariableNode(name);
        if (index > 0 && !earlier[index - 1].IsNegated && random.Chance(0.08))
            return new ApplyNode("=", [new FieldNode(item, "n"), new FieldNode(new VariableNode(earlier[index - 1].Name), "n")]);
        return random.Chance(0.7)
            ? new ApplyNode("=", [new FieldNode(item, "type"), new LiteralNode(PqlLiteralKind.String, random.Pick<string>(["a", "b", "c"]))])
            : new ApplyNode(">=", [new FieldNode(item, "n"), new LiteralNode(PqlLiteralKind.Integer, (long)random.Next(4))]);
    }
}
