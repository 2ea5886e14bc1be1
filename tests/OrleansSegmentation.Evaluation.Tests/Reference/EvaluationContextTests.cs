using System.Text;
using System.Text.Json;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Reference;

public sealed class EvaluationContextTests
{
    private static readonly SchemaRecords Stores = SchemaRecords.FromJson(
        JsonSerializer.Deserialize<JsonElement>("""{"https://ns.example/store":{"s1":{"city":"Porto"},"s2":{"city":"Faro"}}}"""));

    private static readonly PqlNode Events = new FieldNode(new RootNode(), "xEvent");

    private static readonly PqlNode ThreeOfTheEvents = new SelectNode(
        [new("A", Events, null), new("B", Events, null), new("C", Events, new LiteralNode(PqlLiteralKind.Boolean, false))]);

    [Fact]
    public void MaxStepsPerProfile_Exceeded_StopsWithTheLimit()
    {
        var context = new EvaluationContext(SampleProfile.NowMs) { MaxStepsPerProfile = 100 };
        var exception = Assert.Throws<EvaluationLimitException>(() => ReferenceEvaluator.IsMember(ThreeOfTheEvents, SampleProfile.FromJson, context));
        Assert.Equal(100, exception.MaxSteps);
    }

    [Fact]
    public void MaxStepsPerProfile_ManyProfiles_CountsEachAnew()
    {
        var context = new EvaluationContext(SampleProfile.NowMs) { MaxStepsPerProfile = 155 }; // 5 + 25 + 125
        for (var i = 0; i < 10; i++) Assert.False(ReferenceEvaluator.IsMember(ThreeOfTheEvents, SampleProfile.FromJson, context));
    }

    [Fact]
    public void CancellationToken_CancelledDuringALongEnumeration_StopsIt()
    {
        var items = string.Join(",", Enumerable.Repeat("{}", 100));
        var profile = JsonValues.FromUtf8(Encoding.UTF8.GetBytes($"{{\"xEvent\":[{items}]}}"));
        using var source = new CancellationTokenSource();
        source.Cancel();
        var context = new EvaluationContext(SampleProfile.NowMs) { CancellationToken = source.Token };
        Assert.Throws<OperationCanceledException>(() => ReferenceEvaluator.IsMember(ThreeOfTheEvents, profile, context));
    }

    [Fact]
    public void IsInSegment_Given_WinsOverTheStoredMembership()
    {
        var context = new EvaluationContext(SampleProfile.NowMs) { IsInSegment = static id => id == "seg-2" };
        Assert.False(ReferenceEvaluator.IsMember(InSegment("seg-1"), SampleProfile.FromJson, context));
        Assert.True(ReferenceEvaluator.IsMember(InSegment("seg-2"), SampleProfile.FromJson, context));
    }

    [Theory]
    [InlineData("""{"segmentMembership":{"a":{"s":{"status":"exited"}},"b":{"s":{"status":"existing"}}}}""", true)]
    [InlineData("""{"segmentMembership":{"a":{"s":{"status":"exited"}}}}""", false)]
    [InlineData("""{"segmentMembership":{"a":{"s":{"status":["realized"]}}}}""", false)]
    [InlineData("""{"segmentMembership":{"a":[{"s":{"status":"realized"}}]}}""", false)]
    [InlineData("""{"segmentMembership":"s"}""", false)]
    [InlineData("{}", false)]
    public void InSegment_StoredMembership_IsReadFromAnyNamespace(string profile, bool expected) =>
        Assert.Equal(expected, ReferenceEvaluator.IsMember(InSegment("s"), JsonValues.FromUtf8(Encoding.UTF8.GetBytes(profile)), new EvaluationContext(0)));

    [Fact]
    public void Records_Given_AreReachedByKeyAndAsAList()
    {
        var context = new EvaluationContext(0) { Records = Stores };
        var profile = JsonValues.FromUtf8("""{"store":{"id":"s1"},"visits":[{"id":"s2"},{"id":"none"},{"id":"s1"}],"number":7}"""u8);
        var city = new FieldNode(new FieldNode(new FieldNode(new RootNode(), "store"), "id@{https://ns.example/store}"), "city");
        Assert.Equal("\"Porto\"", ReferenceEvaluator.Evaluate(city, profile, context).ToString());
        Assert.True(ReferenceEvaluator.Evaluate(city, profile, new EvaluationContext(0)).IsNull);
        var cities = new FieldNode(new FieldNode(new FieldNode(new RootNode(), "visits"), "id@{https://ns.example/store}"), "city");
        Assert.Equal("""["Faro","Porto"]""", ReferenceEvaluator.Evaluate(cities, profile, context).ToString());
        var unknown = new FieldNode(new RootNode(), "number@{https://ns.example/other}");
        Assert.True(ReferenceEvaluator.Evaluate(unknown, profile, context).IsNull);
        var all = new ApplyNode("count", [new ApplyNode("modelInstances", [new LiteralNode(PqlLiteralKind.String, "https://ns.example/store")])]);
        Assert.Equal(2, ReferenceEvaluator.Evaluate(all, profile, context).AsInteger());
    }

    [Fact]
    public void Evaluate_WithVariables_SeesThemAndTheProfile()
    {
        var scope = VariableScope.ForProfile(SampleProfile.FromJson).With("x", PqlValue.FromInteger(1000));
        var node = new ApplyNode("<", [new VariableNode("x"), new FieldNode(new FieldNode(new RootNode(), "loyalty"), "points")]);
        Assert.True(ReferenceEvaluator.IsTrue(node, scope, new EvaluationContext(0)));
        scope.Rebind(PqlValue.FromInteger(2000));
        Assert.False(ReferenceEvaluator.IsTrue(node, scope, new EvaluationContext(0)));
    }

    [Fact]
    public void XEvent_ProfileWithoutEvents_IsAnEmptyListOnlyAtTheRoot()
    {
        var context = new EvaluationContext(0);
        Assert.Equal("[]", ReferenceEvaluator.Evaluate(Events, JsonValues.FromUtf8("{}"u8), context).ToString());
        Assert.Equal("[]", ReferenceEvaluator.Evaluate(Events, Chunks.Row(0, "{}"u8.ToArray()), context).ToString());
        Assert.Equal("[]", ReferenceEvaluator.Evaluate(Events, PqlValue.Null, context).ToString());
        var inner = new FieldNode(new FieldNode(new RootNode(), "a"), "xEvent");
        Assert.True(ReferenceEvaluator.Evaluate(inner, JsonValues.FromUtf8("""{"a":{}}"""u8), context).IsNull);
    }

    private static ApplyNode InSegment(string id) => new("inSegment", [new LiteralNode(PqlLiteralKind.String, id)]);

    [Fact]
    public void SchemaRecords_NotAnObject_NamesThePath()
    {
        var exception = Assert.Throws<JsonException>(() => SchemaRecords.FromJson(JsonSerializer.Deserialize<JsonElement>("""{"s":[]}""")));
        Assert.Contains("records.s", exception.Message, StringComparison.Ordinal);
    }
}
