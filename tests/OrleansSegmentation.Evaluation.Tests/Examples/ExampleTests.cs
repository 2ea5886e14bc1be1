using System.Text;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Examples;

public sealed class ExampleTests
{
    public static TheoryData<Example> Examples => new(ExampleFiles.All);

    public static TheoryData<Example> CatalogExamples =>
        new(FunctionCatalog.Default.Functions.Select(static signature => ExampleFiles.Parse(signature.Name, signature.Example)));

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void Evaluate_ExampleOnJson_HasTheValueShown(Example example) => AssertValue(example, SampleProfile.FromJson);

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void Evaluate_ExampleOnColumns_HasTheValueShown(Example example) => AssertValue(example, SampleProfile.FromColumns);

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void IsMember_Example_IsTheTruthOfTheValueAndTheOppositeUnderNot(Example example)
    {
        var root = Compile(example);
        var context = new EvaluationContext(SampleProfile.NowMs);
        var truth = Truth.Of(ReferenceEvaluator.Evaluate(root, SampleProfile.FromJson, context));
        Assert.Equal(truth, ReferenceEvaluator.IsMember(root, SampleProfile.FromJson, context));
        Assert.Equal(!truth, ReferenceEvaluator.IsMember(new ApplyNode("not", [root]), SampleProfile.FromColumns, context));
    }

    [Theory]
    [MemberData(nameof(CatalogExamples), DisableDiscoveryEnumeration = true)]
    public void Evaluate_ExampleOfTheFunctionReference_HasTheValueShown(Example example) => AssertValue(example, SampleProfile.FromJson);

    [Fact]
    public void ExampleFiles_AreThere() => Assert.True(ExampleFiles.All.Count > 800, $"{ExampleFiles.All.Count} examples");

    internal static PqlNode Compile(Example example)
    {
        var compilation = PqlCompiler.CompileText(example.Expression, FunctionCatalog.Default);
        Assert.True(compilation.IsValid, $"{example}: {string.Join("; ", compilation.Diagnostics)}");
        return compilation.Query!.Root;
    }

    private static void AssertValue(Example example, PqlValue profile)
    {
        var expected = JsonValues.FromUtf8(Encoding.UTF8.GetBytes(example.ExpectedJson)).ToString();
        var value = ReferenceEvaluator.Evaluate(Compile(example), profile, new EvaluationContext(SampleProfile.NowMs));
        // Written out, because a list may hold nulls and a time is written as text.
        Assert.True(expected == Sorted(value).ToString(), $"{example}: the value is {value}");
    }

    // A computed map keeps the order of its keys; the expected JSON was read with sorted ones.
    private static PqlValue Sorted(in PqlValue value) => JsonValues.FromUtf8(Encoding.UTF8.GetBytes(value.ToString()));
}
