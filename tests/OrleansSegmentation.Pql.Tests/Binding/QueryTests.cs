using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Binding;

public class QueryTests
{
    [Fact]
    public void ReferencedSegments_OfAQuery_AreDistinctInOrderOfReference()
    {
        const string Text = "inSegment(\"b\") and (inSegment(\"a\") or orders[inSegment(\"b\") and ^.x]) and not inSegment(\"c\") and x = \"inSegment\"";
        Assert.Equal<string>(["b", "a", "c"], Compiled.Text(Text).Query!.ReferencedSegments);
        Assert.Equal<string>(["b", "a", "c"], Compiled.Json(Compiled.ToJson(Text)).Query!.ReferencedSegments);
    }

    [Fact]
    public void Compile_EitherFormat_GivesTheSameTree()
    {
        const string Text = "orders[total > 20].count() >= 2";
        var fromText = PqlCompiler.Compile(PqlFormat.Text, Text, FunctionCatalog.Default);
        var fromJson = PqlCompiler.Compile(PqlFormat.Json, PqlJsonWriter.Write(fromText.Query!.Root), FunctionCatalog.Default);
        Assert.Equal(fromText.Query.Root, fromJson.Query!.Root);
        Assert.Throws<ArgumentOutOfRangeException>(() => PqlCompiler.Compile((PqlFormat)2, Text, FunctionCatalog.Default));
    }

    [Fact]
    public void Compile_EveryFunctionOfTheCatalog_HasAnExampleThatCompiles()
    {
        foreach (var function in FunctionCatalog.Default.Functions)
        {
            var text = function.Example.Split('→')[0].Trim();
            Assert.True(Compiled.Text(text).IsValid, $"{function.Name}: {text}\n{string.Join('\n', Compiled.Text(text).Diagnostics)}");
        }
    }

    [Theory]
    [InlineData("2026-03-01", true)]
    [InlineData("2026-03-01T10:00", true)]
    [InlineData("2026-03-01 10:00:59", true)]
    [InlineData("2026-03-01T10:00:00.123456789Z", true)]
    [InlineData("2026-03-01T10:00+01:00", true)]
    [InlineData("2026-03-01T10:00:00-0930", true)]
    [InlineData("2024-02-29", true)]
    [InlineData("2026-02-29", false)]
    [InlineData("2026-13-01", false)]
    [InlineData("0000-01-01", false)]
    [InlineData("2026-03-01T24:00", false)]
    [InlineData("2026-03-01T10", false)]
    [InlineData("2026-03-01T10:00:60", false)]
    [InlineData("2026-03-01Z", false)]
    [InlineData("2026-3-1", false)]
    [InlineData("2026-03-01\n", false)]
    [InlineData("٢٠٢٦-٠٣-٠١", false)]
    [InlineData("yesterday", false)]
    [InlineData("", false)]
    public void IsTime_OfAText_IsIso8601(string text, bool expected) => Assert.Equal(expected, IsoTime.IsTime(text));
}
