using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Parsing;

/// <summary>Words and brackets that mean different things in different places.</summary>
public class DisambiguationTests
{
    [Theory]
    // lambda heads
    [InlineData("orders.filter((a) => a.b)", "orders[(a) => a.b]")]
    [InlineData("orders.filter((a))", "orders.filter(a)")]
    // quantifier or function
    [InlineData("exists(orders, total > 1)", "orders.exists(total > 1)")]
    [InlineData("forall (orders, total > 1)", "orders.forall(total > 1)")]
    [InlineData("EXISTS X FROM orders WHERE X.total > 1", "exists X from orders where X.total > 1")]
    [InlineData("some X from orders: X.total > 1", "exists X from orders where X.total > 1")]
    [InlineData("all X from orders", "forall X from orders")]
    [InlineData("some = 1 and all.x and none and one", "`some` = 1 and `all`.x and `none` and `one`")]
    // aggregate, function or name
    [InlineData("sum > 1 and max.x", "`sum` > 1 and `max`.x")]
    [InlineData("sum(orders, total)", "orders.sum(total)")]
    [InlineData("(sum (X.a + 1) * 2 over X from b) = 1", "(sum ((X.a + 1) * 2) over X from b) = 1")]
    [InlineData("(sum sum over X from b) = 1", "(sum `sum` over X from b) = 1")]
    [InlineData("(max min(X.a, b) over X from c) > 1", "(max X.a.min(b) over X from c) > 1")]
    [InlineData("AVERAGE X from a", "average X from a")]
    // comma after a declaration
    [InlineData("mapEntry(select X from a, b)", "mapEntry((select X from a), b)")]
    [InlineData("{\"a\": select X from a, \"b\": 1}", "{\"a\": (select X from a), \"b\": 1}")]
    // in (
    [InlineData("a in (\"x\", \"y\")", "a in [\"x\", \"y\"]")]
    [InlineData("a in (\"x\")", "a in [\"x\"]")]
    [InlineData("a in ([\"x\", \"y\"])", "a in [\"x\", \"y\"]")]
    [InlineData("a notIn (-1, 2.5)", "a notIn [-1, 2.5]")]
    [InlineData("a in (b.c)", "a in b.c")]
    [InlineData("a in (\"x\").b", "a in ((\"x\").b)")]
    [InlineData("in(a, [1]) and notIn(a, [2])", "a in [1] and a notIn [2]")]
    // periods
    [InlineData("a occurs last", "a occurs `last`")]
    [InlineData("a occurs LAST Month", "a occurs on last month")]
    [InlineData("a occurs this and b", "a occurs (this) and b")]
    [InlineData("last.next = this", "`last`.`next` = $1")]
    // let
    [InlineData("let S = a in S in [1]", "let S = a in (S in [1])")]
    [InlineData("let S = (a in [1]) in S", "let S = (in(a, [1])) in S")]
    // the rest
    [InlineData("a like \"x\" or like(a, \"y\")", "like(a, \"x\") or a like \"y\"")]
    [InlineData("matches(a, \"y\")", "a.matches(\"y\")")]
    [InlineData("A.FROM.and.exists", "`A`.`FROM`.`and`.`exists`")]
    [InlineData("NOT TRUE = False", "not true = false")]
    [InlineData("IF(a, b, c)", "if(a, b, c)")]
    [InlineData("x.if(a, b)", "if(x, a, b)")]
    [InlineData("what = when and count = gap", "`what` = `when` and `count` = `gap`")]
    public void Parse_EitherSpelling_MeansTheSame(string text, string other) => Assert.Equal(Compiled.Tree(other), Compiled.Tree(text));

    [Fact]
    public void Parse_DeclarationListInsideACondition_GoesOnWithTheInnerList() => Assert.Equal(
        Compiled.Tree("select A from x where (exists B from y where B.c, C from z where C.d)"),
        Compiled.Tree("select A from x where exists B from y where B.c, C from z where C.d"));
}
