using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tree;
using Xunit.Abstractions;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>The engine over columns against the row evaluator on the JSON the columns were made of.</summary>
/// <remarks>
/// <c>PQL_DIFFERENTIAL_SEED</c> repeats a run, <c>PQL_DIFFERENTIAL_PAIRS</c> makes it longer (expressions × profiles).
/// </remarks>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20260318;
    private const long DefaultPairs = 400_000;
    private const int ProfilesPerRound = 150;
    private const int ExpressionsPerRound = 40;

    [Fact]
    public void Engine_RandomExpressionsOnRandomProfiles_AgreesWithRowEvaluator()
    {
        var seed = (int)Setting("PQL_DIFFERENTIAL_SEED", DefaultSeed);
        var pairs = Setting("PQL_DIFFERENTIAL_PAIRS", DefaultPairs);
        output.WriteLine($"PQL_DIFFERENTIAL_SEED={seed} PQL_DIFFERENTIAL_PAIRS={pairs}");
        var coverage = new OperatorCoverage();
        var watch = Stopwatch.StartNew();
        long done = 0;
        long segments = 0;
        long telling = 0;
        long byRow = 0;
        for (var round = 0; done < pairs; round++)
        {
            var evaluation = Run(new Random(unchecked(seed + (round * 7919))), round, coverage);
            byRow += evaluation.RowsLeftToRowEvaluator;
            segments += ExpressionsPerRound;
            telling += Enumerable.Range(0, ExpressionsPerRound).Count(index => evaluation.GetMembers(index).Count is > 0 and < ProfilesPerRound);
            done += ProfilesPerRound * ExpressionsPerRound;
        }

        output.WriteLine($"{done} pairs in {watch.Elapsed.TotalSeconds:0.0} s; {telling} of {segments} segments have some profiles but not all");
        output.WriteLine($"{byRow} (condition, row) pairs left to the row evaluator");
        output.WriteLine(coverage.ToString());
        Assert.Empty(coverage.Missing);
        // A comparison of conditions that are always false, or an engine that leaves everything to the row evaluator, would show nothing.
        Assert.True(telling > segments / 3, "Many segments should have some profiles but not all.");
        Assert.True(byRow < done / 2, "Most conditions should be decided by column operators.");
    }

    private static ChunkEvaluation Run(Random random, int round, OperatorCoverage coverage)
    {
        var wildShare = random.Pick<double>([0, 0, 0.03, 0.15]);
        var profiles = new RandomProfiles(random, wildShare);
        var documents = Enumerable.Range(0, ProfilesPerRound).Select(_ => profiles.Next()).ToArray();
        var segments = Segments(random, coverage);
        var chunk = ToChunk(documents);
        var live = random.Chance(0.5) ? null : RandomRows(random, documents.Length);

        var evaluation = Assert.Single(Assert.Single(JobPlan.Compile(segments).Stages).Policies).Plan
            .Begin(chunk, live, new ChunkContext { NowMs = RandomValues.NowMs });
        if (random.Chance(0.2)) evaluation.KeptBytesLimit = 0;
        while (!evaluation.Advance(TimeSpan.FromMilliseconds(random.Pick<int>([0, 1, 10])), CancellationToken.None))
        {
        }

        Compare(round, documents, segments, live, evaluation);
        return evaluation;
    }

    private static void Compare(int round, byte[][] documents, List<PlannedSegment> segments, RowBitmap? live, ChunkEvaluation evaluation)
    {
        // Segments only refer to earlier ones here, so plan and list have the same order.
        for (var row = 0; row < documents.Length; row++)
        {
            var profile = JsonValues.FromUtf8(documents[row]);
            var members = new Dictionary<string, bool>(StringComparer.Ordinal);
            var stored = new EvaluationContext(RandomValues.NowMs);
            var context = new EvaluationContext(RandomValues.NowMs);
            context.IsInSegment = id => members.TryGetValue(id, out var member) ? member
                : ReferenceEvaluator.IsMember(new ApplyNode("inSegment", [new LiteralNode(PqlLiteralKind.String, id)]), profile, stored);
            for (var index = 0; index < segments.Count; index++)
            {
                var expected = ReferenceEvaluator.IsMember(segments[index].Query.Root, profile, context);
                members.Add(segments[index].SegmentId, expected);
                if (live is not null && !live[row]) expected = false;
                if (evaluation.GetMembers(index)[row] == expected) continue;
                Assert.Fail(
                    $"Round {round}, row {row}, segment {index}: the row evaluator says {expected}, the engine {!expected}.\n"
                    + $"{PqlTextPrinter.Print(segments[index].Query.Root)}\n{Encoding.UTF8.GetString(documents[row])}");
            }
        }
    }

    private static List<PlannedSegment> Segments(Random random, OperatorCoverage coverage)
    {
        List<PlannedSegment> segments = [];
        List<string> ids = [];
        for (var i = 0; i < ExpressionsPerRound; i++)
        {
            var root = new RandomExpressions(random, ids).Next();
            coverage.Add(root);
            segments.Add(new PlannedSegment($"segment-{i}", "policy", new PqlQuery(root, [.. ReferencedSegments(root).Distinct(StringComparer.Ordinal)])));
            ids.Add($"segment-{i}");
        }

        return segments;
    }

    private static IEnumerable<string> ReferencedSegments(PqlNode node)
    {
        if (node is ApplyNode { Function: "inSegment", Arguments: [LiteralNode { Value: string id }] }) yield return id;
        foreach (var inner in node.Children.SelectMany(ReferencedSegments)) yield return inner;
    }

    private static ColumnChunk ToChunk(byte[][] documents)
    {
        var builder = new ColumnChunkBuilder();
        foreach (var document in documents) builder.AppendJson(document);
        return builder.Build();
    }

    private static RowBitmap RandomRows(Random random, int count)
    {
        var rows = new RowBitmap(count);
        for (var row = 0; row < count; row++)
            if (random.Chance(0.7)) rows.Set(row);
        return rows;
    }

    private static long Setting(string name, long standard) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : standard;
}
