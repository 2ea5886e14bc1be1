using System.Globalization;
using OrleansSegmentation.Evaluation.Explain;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Explain;

public sealed class NearestMissTests
{
    [Theory]
    [InlineData("loyalty.points > 5000", "loyalty.points|1200|> 5000")]
    [InlineData("5000 < loyalty.points", "loyalty.points|1200|> 5000")]
    [InlineData("not (loyalty.points > 1000)", "loyalty.points|1200|<= 1000")]
    [InlineData("person.nothing > 1", "person.nothing|null|> 1")]
    [InlineData("nickname != \"x\"", "nickname|null|a value != \"x\"")]
    [InlineData("nickname = person.nothing", "person.nothing|null|a value;nickname|null|= person.nothing")]
    [InlineData("loyalty.points > 5000 and homeAddress.city = \"Lisboa\"", "loyalty.points|1200|> 5000;homeAddress.city|\"Porto\"|= \"Lisboa\"")]
    // Of alternatives the one with fewer changes.
    [InlineData("(loyalty.points > 5000 and homeAddress.city = \"Lisboa\") or nickname.isNotNull()", "nickname|null|a value")]
    [InlineData("not (loyalty.points > 1 and subscriber and loyalty.tier = \"gold\")", "loyalty.points|1200|<= 1")]
    [InlineData("xEvent[eventType = \"commerce.purchase\"].count() >= 5 or (nickname = \"a\" and loyalty.points < 3)", "nickname|null|= \"a\";loyalty.points|1200|< 3")]
    [InlineData("xEvent[eventType = \"commerce.purchase\"].count() >= 3", "xEvent[eventType = \"commerce.purchase\"].count()|2|>= 3")]
    [InlineData("orders.count() < 1", "orders.count()|3|< 1")]
    [InlineData("orders.total > 500", "orders.total|[40,15.5,100]|an item > 500")]
    [InlineData("not (orders.total > 20)", "orders.total|[40,15.5,100]|no item > 20")]
    [InlineData("loyalty.tier in [\"silver\"]", "loyalty.tier|\"gold\"|in [\"silver\"]")]
    [InlineData("homeAddress.city.startsWith(\"L\")", "homeAddress.city|\"Porto\"|startsWith \"L\"")]
    [InlineData("stringCompare(\"contains\", homeAddress.city, \"x\")", "homeAddress.city|\"Porto\"|contains \"x\"")]
    [InlineData("person.birthDate occurs last month", "person.birthDate|\"1990-06-15\"|occurs last month")]
    [InlineData("inSegment(\"seg-2\")", "segmentMembership.ups.`seg-2`.status|\"exited\"|realized")]
    [InlineData("not inSegment(\"seg-1\")", "segmentMembership.ups.`seg-1`.status|\"realized\"|exited")]
    // What happened does not change, an event can only be added; another list's item can change.
    [InlineData("xEvent[eventType = \"commerce.refund\"]", "xEvent|5|one more event where eventType = \"commerce.refund\"")]
    [InlineData("orders.exists(total > 50 and storeId = \"s2\")", "orders[1].total|15.5|> 50")]
    [InlineData("orders.forall(total > 20)", "orders[1].total|15.5|> 20")]
    [InlineData("forall O from orders where O.storeId = \"s1\"", "orders[1].storeId|\"s2\"|= \"s1\"")]
    [InlineData("none O from orders where O.total > 20", "none O from orders where O.total > 20|2|no such item")]
    [InlineData("one O from orders where O.storeId = \"s1\"", "one O from orders where O.storeId = \"s1\"|2|exactly one such item")]
    [InlineData("nickname", "nickname|null|a value")]
    [InlineData("noTags", "noTags|[]|at least one item")]
    [InlineData("if(subscriber, loyalty.points > 5000, true)", "loyalty.points|1200|> 5000")]
    [InlineData("1 = 2", "1 = 2|false|another expression: this one cannot be true for any profile")]
    [InlineData("1 = 2 or loyalty.points > 5000", "loyalty.points|1200|> 5000")]
    public void NearestMiss_NonMember_IsTheFewestChanges(string expression, string expected)
    {
        var explanation = Explain(expression);

        Assert.False(explanation.IsMember);
        Assert.Equal(expected, string.Join(';', explanation.NearestMiss.Select(static change => $"{change.Path}|{change.Current}|{change.Required}")));
    }

    [Fact]
    public void Explain_LongList_ShowsTenItemsAndSaysHowManyMore()
    {
        var items = string.Join(',', Enumerable.Range(0, 500).Select(static index => string.Create(CultureInfo.InvariantCulture, $"{{\"total\":{index}}}")));
        var profile = JsonValues.FromUtf8(System.Text.Encoding.UTF8.GetBytes($"{{\"orders\":[{items}]}}"));

        var explanation = Explain("orders.exists(total > 100)", profile);

        Assert.Equal(10, explanation.Proof.Children.Length);
        Assert.Equal(399 - 10, explanation.Proof.OmittedChildren);
        using var shown = new StringWriter();
        ExplanationTextWriter.Write(shown, explanation);
        Assert.Contains("…and 389 more", shown.ToString(), StringComparison.Ordinal);
        Assert.Equal("orders[101].total", explanation.Proof.Children[0].DecidedBy[0].Path);
    }

    [Fact]
    public void Explain_ThousandsOfOperands_ShowsAHundredAndMissesAll()
    {
        var explanation = Explain(string.Join(" and ", Enumerable.Range(0, 6000).Select(static index => string.Create(CultureInfo.InvariantCulture, $"a{index} = 1"))));

        Assert.Equal(100, explanation.Proof.Children.Length);
        Assert.Equal(5900, explanation.Proof.OmittedChildren);
        Assert.Equal(6000, explanation.NearestMiss.Length);
    }

    [Fact]
    public void Explain_KnownDataset_NamesIt()
    {
        var root = ExampleTests.Compile(new Example("here", "loyalty.points > 5000", "false"));

        var explanation = ProfileExplainer.Explain(
            root, "loyalty.points > 5000", SampleProfile.FromJson, new EvaluationContext(SampleProfile.NowMs),
            static path => path == "loyalty.points" ? "crm" : null);

        Assert.Equal("crm", Assert.Single(explanation.Proof.DecidedBy).DatasetId);
        Assert.Contains("\"datasetId\": \"crm\"", ExplanationBaselineTests.ToJson(explanation), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ExpressionTooCostlyToTakeApart_StatesItsValue()
    {
        const string expression = "orders[items.exists(qty > 0)][items.exists(qty > 0)][items.exists(qty > 5)] or xEvent[amount > 100]";
        var root = ExampleTests.Compile(new Example("here", expression, "false"));
        var steps = Enumerable.Range(1, 1000).First(limit => Evaluates(root, limit));

        var explanation = ProfileExplainer.Explain(
            root, expression, SampleProfile.FromJson, new EvaluationContext(SampleProfile.NowMs) { MaxStepsPerProfile = steps });

        Assert.Equal(expression, explanation.Proof.Text);
        Assert.Empty(explanation.Proof.Children);
        Assert.Single(explanation.NearestMiss);
    }

    private static bool Evaluates(OrleansSegmentation.Pql.Tree.PqlNode root, long limit)
    {
        try
        {
            OrleansSegmentation.Evaluation.Reference.ReferenceEvaluator.Evaluate(
                root, SampleProfile.FromJson, new EvaluationContext(SampleProfile.NowMs) { MaxStepsPerProfile = limit });
            return true;
        }
        catch (EvaluationLimitException)
        {
            return false;
        }
    }

    private static ProfileExplanation Explain(string expression, PqlValue? profile = null) => ProfileExplainer.Explain(
        ExampleTests.Compile(new Example("here", expression, "")), expression, profile ?? SampleProfile.FromJson, new EvaluationContext(SampleProfile.NowMs));
}
