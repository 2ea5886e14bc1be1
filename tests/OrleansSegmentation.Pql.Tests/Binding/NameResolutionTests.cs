using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tests.Testing;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Tests.Binding;

/// <summary>Levels, variables and what a bare name stands for. Two texts that mean the same have the same tree.</summary>
public class NameResolutionTests
{
    [Theory]
    // the parameter, written in three ways
    [InlineData("(P) => P.a.b = 1 and c", "a.b = 1 and c")]
    [InlineData("$1.a.b = this.c", "a.b = c")]
    // implicit and explicit lambdas
    [InlineData("orders.filter((v0) => v0.total > 1)", "orders[total > 1]")]
    [InlineData("orders[$1.total > 1 and this.id]", "orders[total > 1 and id]")]
    [InlineData("orders.filter((o) => total > 1)", "orders.filter((o) => o.total > 1)")]
    [InlineData("a.map((k, v) => $1.x = $2.y and z)", "a.map((k, v) => k.x = v.y and k.z)")]
    [InlineData("orders.items[a = ^.b and c[d = ^.e and ^^.f]]", "orders.items[(v0) => v0.a = ^.b and v0.c[(v1) => v1.d = v0.e and ^^.f]]")]
    [InlineData("orders[^total or ^ . z or items[^^x]]", "orders[^.total or ^.z or items[^^.x]]")]
    // siblings share a number, nested lambdas count up
    [InlineData("a[b] and c[d[e]]", "a[(v0) => v0.b] and c[(v0) => v0.d[(v1) => v1.e]]")]
    [InlineData("select v0 from a where v0.b[c]", "select v0 from a where v0.b[(v1) => v1.c]")]
    // select, quantifiers, aggregates and let open no level
    [InlineData("orders[exists X from items where X.a = total]", "orders[(v0) => exists X from v0.items where X.a = v0.total]")]
    [InlineData("select X from orders where total > 20", "select X from orders where this.total > 20")]
    [InlineData("let x = a in b[x = ^.c]", "let x = a in b[(v0) => x = ^.c]")]
    // a variable hides a property, this does not
    [InlineData("select X from a where this.X = X", "select X from a where $1.X = X")]
    [InlineData("`select`[`and` = 1]", "this.select[this.and = 1]")]
    // a property named like an implicit parameter
    [InlineData("orders[v0 = 1]", "orders[this.v0 = 1]")]
    // chains
    [InlineData("chain(e, t, [A: WHAT(x = ^.y)])", "chain(e, t, [A: WHAT(this.x = ^.y)])")]
    [InlineData("chain(e, t, [A: WHAT(a) WHERE(b)])", "chain(e, t, [A: WHAT((a) and (b))])")]
    [InlineData("chain(e, t, [A: WHAT(x), B: WHAT(x = A.x)])", "chain(e, t, [A: WHAT(A.x), B: WHAT(B.x = A.x)])")]
    public void Bind_EitherSpelling_GivesTheSameTree(string text, string other) => Assert.Equal(Compiled.ToJson(other), Compiled.ToJson(text));

    [Fact]
    public void Bind_ShadowedNames_StayApartInTheTree()
    {
        var tree = Compiled.Tree("orders.filter((x) => x.items.exists((x) => x.qty > ^.total))");
        Assert.Equal(Compiled.Tree("orders.filter((x) => x.items.exists((x2) => x2.qty > x.total))"), tree);
    }

    [Fact]
    public void Bind_NameOfAnImplicitParameterShadowed_IsNotCaptured()
    {
        var tree = Compiled.Tree("orders[items.exists((v0) => v0.qty > ^.total)]");
        Assert.Equal("orders[items.exists((v02) => v02.qty > ^.total)]", PqlTextPrinter.Print(tree));
        Assert.Equal(tree, Compiled.JsonTree(PqlJsonWriter.Write(tree)));
    }

    [Fact]
    public void Bind_OuterVariableOfTheSameName_IsMeantUntilTheInnerIsDeclared() => Assert.Equal(
        Compiled.Tree("select Y from a, X from (select Y2 from Y.b where Y2.c)"),
        Compiled.Tree("select Y from a, X from (select Y from Y.b where Y.c)"));

    [Fact]
    public void Bind_Paths_CarryTheirPlaceInTheText()
    {
        const string Text = "a.b = 1 and orders[total > ^.x]";
        var and = Assert.IsType<ApplyNode>(Compiled.Tree(Text));
        Assert.Equal(Text, Covered(Text, and));
        var equal = Assert.IsType<ApplyNode>(and.Arguments[0]);
        Assert.Equal("a.b = 1", Covered(Text, equal));
        Assert.Equal("a.b", Covered(Text, equal.Arguments[0]));
        var filter = Assert.IsType<ApplyNode>(and.Arguments[1]);
        Assert.Equal("orders[total > ^.x]", Covered(Text, filter));
        var greater = Assert.IsType<ApplyNode>(Assert.IsType<LambdaNode>(filter.Arguments[1]).Body);
        Assert.Equal("^.x", Covered(Text, greater.Arguments[1]));
    }

    private static string Covered(string text, PqlNode node) => text.Substring(node.Span.Start, node.Span.Length);
}
