using OrleansSegmentation.Evaluation.Planning.Lowering;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Planning;

public class LetSubstitutionTests
{
    private static readonly FieldNode Points = new(new RootNode(), "points");

    private static readonly FieldNode Orders = new(new RootNode(), "orders");

    [Fact]
    public void Apply_UsesOfTheName_BecomeTheValue() =>
        Assert.Equal(
            Plans.Segment("s", "orders[total > 20].count() = 2 and orders[total > 20].sum(total) = 140").Query.Root,
            LetSubstitution.Apply(Let("let big = orders[total > 20] in big.count() = 2 and big.sum(total) = 140")));

    [Fact]
    public void Apply_NameBoundAgainWithin_IsLeft() =>
        Assert.Null(LetSubstitution.Apply(new LetNode("x", Points, new ApplyNode("exists", [Orders, new LambdaNode(["x"], Total("x"))]))));

    [Fact]
    public void Apply_VariableOfTheValueBoundAgainWithin_IsLeft() =>
        Assert.Null(LetSubstitution.Apply(new LetNode("x", Total("y"), new ApplyNode("exists", [Orders, new LambdaNode(["y"], Total("x"))]))));

    [Fact]
    public void Apply_LetsThatDoubleTheTree_StopBeforeItIsLarge()
    {
        PqlNode body = new VariableNode("x30");
        for (var i = 30; i > 0; i--)
        {
            var previous = new VariableNode($"x{i - 1}");
            body = new LetNode($"x{i}", new ApplyNode("+", [previous, previous]), body);
        }

        var count = 0;
        for (PqlNode? node = new LetNode("x0", Points, body); node is LetNode let; node = LetSubstitution.Apply(let)) count++;
        Assert.InRange(count, 5, 15);
    }

    private static FieldNode Total(string variable) => new(new VariableNode(variable), "total");

    private static LetNode Let(string text) => (LetNode)Plans.Segment("s", text).Query.Root;
}
