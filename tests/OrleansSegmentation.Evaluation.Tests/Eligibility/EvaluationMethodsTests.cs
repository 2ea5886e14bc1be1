using OrleansSegmentation.Evaluation.Eligibility;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Evaluation.Tests.Eligibility;

public sealed class EvaluationMethodsTests
{
    [Theory]
    [InlineData("homeAddress.city = \"Porto\"")]
    [InlineData("xEvent[eventType = \"a\" and timestamp occurs today]")]
    [InlineData("xEvent[timestamp occurs <= 24 hours before now].count() > 2 and homeAddress.city = \"Porto\"")]
    [InlineData("xEvent.exists(timestamp occurs < 1 day before now)")]
    [InlineData("xEvent[timestamp occurs after today]")]
    [InlineData("xEvent[timestamp occurs last hour]")]
    [InlineData("xEvent[timestamp occurs between last hour and this hour]")]
    [InlineData("exists E from xEvent where E.timestamp occurs this minute")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(page = \"a\") WHEN(today), B: WHAT(page = \"b\") WHEN(today), N: NOT WHAT(page = \"c\") WHEN(today)])")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(page = \"a\" and timestamp occurs today)])")]
    [InlineData("inSegment(\"a\") and not inSegment(\"b\")")]
    public void Classify_WithinTheRules_IsStreamingAndEdge(string text)
    {
        var methods = Classify(text);
        Assert.Empty(methods.Reasons);
        Assert.True(methods is { IsStreaming: true, IsEdge: true });
    }

    [Theory]
    [InlineData("xEvent[eventType = \"a\"]", "without a time window")]
    [InlineData("xEvent.count() > 3", "without a time window")]
    [InlineData("xEvent[timestamp occurs <= 25 hours before now]", "without a time window")]
    [InlineData("xEvent[timestamp occurs <= 1 month before now]", "without a time window")]
    [InlineData("xEvent[timestamp occurs > 1 hour before now]", "without a time window")]
    [InlineData("xEvent[timestamp occurs < 1 hour before today]", "without a time window")]
    [InlineData("xEvent[timestamp occurs last week]", "without a time window")]
    [InlineData("xEvent[timestamp occurs today or page = \"a\"]", "without a time window")]
    [InlineData("xEvent[other occurs today]", "without a time window")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(page = \"a\") WHEN(today), B: WHAT(page = \"b\")])", "1 of 2")]
    [InlineData("xEvent[timestamp occurs today] and inSegment(\"a\")", "both events and inSegment")]
    [InlineData("homeAddress.city = \"Porto\" and inSegment(\"a\")", "attributes and inSegment")]
    [InlineData("xEvent[page = \"a\" and timestamp occurs today] and xEvent[page = \"b\" and timestamp occurs today]", "in order")]
    [InlineData("not xEvent[timestamp occurs today]", "negated")]
    [InlineData("none E from xEvent where E.timestamp occurs today", "negated")]
    [InlineData("store.id@{https://ns.example/store}.city = \"Porto\"", "other schemas")]
    [InlineData("@{https://ns.example/store}.count() > 1", "other schemas")]
    [InlineData("birthDate.getMonth() = currentMonth() and birthDate.getDayOfMonth() = currentDayOfMonth()", "without the year")]
    public void Classify_OutsideTheRules_IsBatchAndSaysWhy(string text, string reason)
    {
        var methods = Classify(text);
        Assert.Contains(methods.Reasons, found => found.Contains(reason, StringComparison.Ordinal));
        Assert.True(methods is { IsStreaming: false, IsEdge: false });
    }

    private static EvaluationMethods Classify(string text)
    {
        var compilation = PqlCompiler.CompileText(text, FunctionCatalog.Default);
        Assert.True(compilation.IsValid, string.Join("; ", compilation.Diagnostics));
        return EvaluationMethods.Classify(compilation.Query!.Root);
    }
}
