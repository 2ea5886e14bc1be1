using System.Text;
using OrleansSegmentation.Evaluation.Explain;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Differential;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Tests.Reference;
using OrleansSegmentation.Evaluation.Tests.Values;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Explain;

/// <summary>What holds for the explanation of any expression for any profile.</summary>
public sealed class ExplanationPropertyTests
{
    private const int MostNodes = 600;

    [Fact]
    public void Explain_RandomTreesOnRandomJson_AgreesWithTheEvaluator()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var root = new RandomTrees(random).Next(depth: 4);
            Verify(root, RandomJson.Profile(random), SampleProfile.NowMs, $"seed {seed}");
        }
    }

    [Fact]
    public void Explain_RandomConditionsOnRandomProfiles_AgreesWithTheEvaluator()
    {
        var members = 0;
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var root = new RandomExpressions(random, []).Next();
            var profile = new RandomProfiles(random, wildShare: 0.05).Next();
            if (Verify(root, profile, RandomValues.NowMs, $"seed {seed}")) members++;
        }

        Assert.InRange(members, 500, 2_500); // both sides are shown
    }

    [Fact]
    public void Explain_AllExamples_ProofStartsWithTheTruthOfTheExample()
    {
        foreach (var example in ExampleFiles.All)
        {
            var explanation = ProfileExplainer.Explain(
                ExampleTests.Compile(example), example.Expression, SampleProfile.FromJson, new EvaluationContext(SampleProfile.NowMs));
            Assert.True(explanation.IsMember == explanation.NearestMiss.IsEmpty, example.ToString());
            Assert.True(explanation.Proof.Location is not null, example.ToString());
            var quoted = PqlCompiler.CompileText(explanation.Proof.Text, FunctionCatalog.Default);
            Assert.True(example.Expression.Contains("=>", StringComparison.Ordinal) || ExampleTests.Compile(example).Equals(quoted.Query?.Root), $"{example}: {explanation.Proof.Text}");
            Assert.All(Descendants(explanation.Proof), proof => Assert.Equal(
                proof.Text, example.Expression.Substring(proof.Location!.Start, proof.Location.Length)));
        }
    }

    private static bool Verify(PqlNode root, byte[] json, long nowMs, string place)
    {
        var profile = JsonValues.FromUtf8(json);
        place = $"{place}: {Encoding.UTF8.GetString(json)}";
        var context = new EvaluationContext(nowMs);
        var expected = ReferenceEvaluator.Evaluate(root, profile, context);
        ProfileExplanation explanation;
        try
        {
            explanation = ProfileExplainer.Explain(root, text: null, profile, context);
            ExplanationBaselineTests.ToJson(explanation);
            ExplanationTextWriter.Write(TextWriter.Null, explanation);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{place}\n{PqlTextPrinter.Print(root)}", exception);
        }

        Assert.True(expected.ToString() == explanation.Value.ToString(), place);
        Assert.True(explanation.IsMember == Truth.Of(expected), place);
        Assert.True(explanation.IsMember == explanation.NearestMiss.IsEmpty, place);
        Assert.True(Descendants(explanation.Proof).Count() <= MostNodes, place);
        Assert.All(Descendants(explanation.Proof), proof => Assert.True(proof.DecidedBy.Length <= 10, place));
        var traced = new PathTracer(context).Trace(root, TracedScope.ForProfile(profile)).Value;
        // An event is told by its place, which both keep; written out, values are equal.
        Assert.True(expected.ToString() == traced.ToString(), $"{place}\n{PqlTextPrinter.Print(root)}\n{expected}\n{traced}");
        return explanation.IsMember;
    }

    private static IEnumerable<ProofNode> Descendants(ProofNode proof) => proof.Children.SelectMany(Descendants).Prepend(proof);
}
