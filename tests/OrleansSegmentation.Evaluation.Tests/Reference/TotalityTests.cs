using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Tests.Values;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Reference;

public sealed class TotalityTests
{
    [Fact]
    public void Evaluate_RandomTreesOnRandomProfiles_NeverThrowsAndBothPresentationsAgree()
    {
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var root = new RandomTrees(random).Next(depth: 4);
            var documents = Enumerable.Range(0, 4).Select(_ => RandomJson.Profile(random)).ToArray();
            var chunk = Chunks.Build(documents);
            var context = new EvaluationContext(SampleProfile.NowMs);
            for (var row = 0; row < documents.Length; row++)
            {
                var place = $"seed {seed}, row {row}";
                var value = Evaluate(root, JsonValues.FromUtf8(documents[row]), context, place);
                Assert.True(value.ToString() == Evaluate(root, ColumnValues.Row(chunk, row), context, place).ToString(), place);
                var isMember = ReferenceEvaluator.IsMember(root, JsonValues.FromUtf8(documents[row]), context);
                Assert.True(Truth.Of(value) == isMember, $"{place}: the value is {value}, the truth {isMember}");
            }
        }
    }

    private static PqlValue Evaluate(PqlNode root, PqlValue profile, EvaluationContext context, string place)
    {
        try
        {
            return ReferenceEvaluator.Evaluate(root, profile, context);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(place, exception);
        }
    }
}
