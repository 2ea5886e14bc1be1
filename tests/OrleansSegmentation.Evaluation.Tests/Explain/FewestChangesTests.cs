using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using OrleansSegmentation.Evaluation.Explain;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Explain;

/// <summary>The nearest miss of random conditions against trying every set of changes. Each attribute is used once, so that none contradicts another.</summary>
public sealed class FewestChangesTests
{
    private const int Attributes = 8;

    [Fact]
    public void NearestMiss_RandomConditions_IsAsSmallAsTheSmallestOfAllSetsAndMakesAMember()
    {
        var nonMembers = 0;
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var root = Combine(random, 0, Attributes);
            var flags = random.Next(1 << Attributes);
            var explanation = ProfileExplainer.Explain(root, text: null, Profile(flags), new EvaluationContext(0));
            if (explanation.IsMember) continue;

            nonMembers++;
            var changes = explanation.NearestMiss.Aggregate(0, static (set, change) => set | 1 << (change.Path[1] - '0'));
            var smallest = Enumerable.Range(0, 1 << Attributes).Where(set => IsMember(root, flags ^ set)).Min(static set => BitOperations.PopCount((uint)set));
            Assert.True(IsMember(root, flags ^ changes), $"seed {seed}");
            Assert.True(smallest == explanation.NearestMiss.Length, $"seed {seed}: {smallest} changes are enough");
            Assert.All(explanation.NearestMiss, change => Assert.Equal(change.Current.AsBoolean() ? "false" : "true", change.Required));
        }

        Assert.InRange(nonMembers, 500, 1_500);
    }

    private static PqlNode Combine(Random random, int first, int end)
    {
        if (end - first == 1) return random.Next(3) == 0 ? new ApplyNode("not", [Attribute(first)]) : Attribute(first);
        var parts = ImmutableArray.CreateBuilder<PqlNode>();
        for (var start = first; start < end;)
        {
            var next = random.Next(start + 1, Math.Min(end, start + Math.Max(2, (end - first) / 2)) + 1);
            parts.Add(Combine(random, start, next));
            start = next;
        }

        var combined = parts.Count == 1 ? parts[0] : new ApplyNode(random.Next(2) == 0 ? "and" : "or", parts.ToImmutable());
        return random.Next(5) == 0 ? new ApplyNode("not", [combined]) : combined;
    }

    private static FieldNode Attribute(int index) => new(new RootNode(), $"f{index}");

    private static bool IsMember(PqlNode root, int flags) => ReferenceEvaluator.IsMember(root, Profile(flags), new EvaluationContext(0));

    private static PqlValue Profile(int flags) => JsonValues.FromUtf8(Encoding.UTF8.GetBytes(
        $"{{{string.Join(',', Enumerable.Range(0, Attributes).Select(index => $"\"f{index}\":{((flags >> index & 1) != 0 ? "true" : "false")}"))}}}"));
}
