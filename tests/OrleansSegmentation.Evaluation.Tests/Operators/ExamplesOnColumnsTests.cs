using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Tests.Planning;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Evaluation.Tests.Operators;

/// <summary>The worked examples of the language, all of them as one job over columns.</summary>
public class ExamplesOnColumnsTests
{
    [Fact]
    public void Job_OfAllExamples_AgreesWithTheRowEvaluator()
    {
        var documents = new[]
        {
            """{"person":"x","tags":7,"nickname":"Nick","orders":[{"total":"many"}],"loyalty":{"points":"none","extra":[1]}}"""u8.ToArray(),
            SampleProfile.Json,
            """{"person":{"name":5,"birthDate":"not a date"},"xEvent":[{"timestamp":5}],"subscriber":"no","noTags":{"a":1}}"""u8.ToArray(),
        };
        var chunk = Chunks.Build(documents);
        // A few examples are trees that no text binds to.
        var examples = ExampleFiles.All.Where(static example => PqlCompiler.CompileText(example.Expression, FunctionCatalog.Default).IsValid).ToList();
        Assert.True(examples.Count > ExampleFiles.All.Count * 9 / 10);
        var segments = examples.Select(static (example, i) => Plans.Segment($"s{i}", example.Expression)).ToList();
        var plan = Plans.Only(JobPlan.Compile(segments));
        var evaluation = plan.Evaluate(chunk);

        var context = new EvaluationContext(SampleProfile.NowMs);
        for (var i = 0; i < segments.Count; i++)
        {
            var expected = Enumerable.Range(0, documents.Length)
                .Where(row => ReferenceEvaluator.IsMember(segments[i].Query.Root, JsonValues.FromUtf8(documents[row]), context));
            var index = plan.SegmentIds.ToList().IndexOf(segments[i].SegmentId);
            Assert.True(expected.SequenceEqual(evaluation.GetMembers(index).Rows()), examples[i].ToString());
        }
    }
}
