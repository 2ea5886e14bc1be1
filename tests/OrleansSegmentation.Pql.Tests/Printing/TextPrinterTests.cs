using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Printing;

/// <summary>The canonical text.</summary>
public class TextPrinterTests
{
    [Theory]
    // keywords, spacing, quotes, parentheses
    [InlineData("A=1 AND  NOT(b!=2)", "A = 1 and not b != 2")]
    [InlineData("! a or !(b and c)", "not a or not (b and c)")]
    [InlineData("a = 'it\\'s'", "a = \"it's\"")]
    [InlineData("((a + b)) * (c)", "(a + b) * c")]
    [InlineData("a - (b - c) - (d * e)", "a - (b - c) - d * e")]
    [InlineData("(a and b) and c or (d or e)", "(a and b) and c or (d or e)")]
    [InlineData("-(a + b) * -c", "-(a + b) * -c")]
    [InlineData("(a = b) = (c = d)", "(a = b) = (c = d)")]
    // literals
    [InlineData("a in (1, 2)", "a in [1, 2]")]
    [InlineData("a = 1.50", "a = 1.5")]
    [InlineData("a = 4e3", "a = 4000.0")]
    [InlineData("a = .5 or a = 1e20", "a = 0.5 or a = 1E+20")]
    [InlineData("a = TRUE or b = Null", "a = true or b = null")]
    [InlineData("(5).equals(b)", "(5).equals(b)")]
    [InlineData("\"a\".equals(b)", "\"a\".equals(b)")]
    [InlineData("{'a': 1, \"b c\": [ ] }", "{\"a\": 1, \"b c\": []}")]
    // functions
    [InlineData("count(xEvent) > 1", "xEvent.count() > 1")]
    [InlineData("a.filter(b > 1)", "a[b > 1]")]
    [InlineData("a.like(\"x%\") or matches(b, \"y\")", "a like \"x%\" or b.matches(\"y\")")]
    [InlineData("in(a, [1])", "a in [1]")]
    [InlineData("stringCompare('contains', a, ['x'], true)", "stringCompare(\"contains\", a, [\"x\"], true)")]
    [InlineData("if(a,b,c) and inSegment('s') and date(2024,1,1) < now and currentMonth()=1", "if(a, b, c) and inSegment(\"s\") and date(2024, 1, 1) < now and currentMonth() = 1")]
    [InlineData("exists(orders, total > 1)", "orders.exists(total > 1)")]
    // binders
    [InlineData("some X from a: X.b", "exists X from a where X.b")]
    [InlineData("ALL X FROM a WHERE X.b", "forall X from a where X.b")]
    [InlineData("a and (exists X from b) and c", "a and (exists X from b) and c")]
    [InlineData("(sum X.a * 2 over X from b where X.c) > 1", "(sum X.a * 2 over X from b where X.c) > 1")]
    [InlineData("sum X from a where X > 1", "sum X from a where X > 1")]
    [InlineData("(select X from a).count() > 1", "(select X from a).count() > 1")]
    [InlineData("let x = (a = b) in x", "let x = (a = b) in x")]
    [InlineData("select A from a where (exists B from b), C from c where exists D from d", "select A from a where (exists B from b), C from c where exists D from d")]
    // times
    [InlineData("t occurs on LAST month", "t occurs last month")]
    [InlineData("t occurs = 1 days before now or t occurs <= 2 day from today", "t occurs = 1 day before now or t occurs <= 2 days from today")]
    [InlineData("t occurs between today and (x + 1)", "t occurs between today and x + 1")]
    // levels and lambdas
    [InlineData("orders.filter((v0) => v0.items.exists((v1) => v1.qty > v0.min and ^^.x))", "orders[items.exists(qty > ^.min and ^^.x)]")]
    [InlineData("orders.filter((o) => o.total > ^.x)", "orders[(o) => o.total > ^.x]")]
    [InlineData("scores[this > 5]", "scores[this > 5]")]
    [InlineData("orders[^.tags.includes(id) and this.isNull()]", "orders[^.tags.includes(id) and this.isNull()]")]
    [InlineData("orders.filter((v0) => b.exists(v0 = x))", "orders[(v0) => v0.b.exists(v0 = x)]")]
    [InlineData("(P) => orders.exists(owner = P)", "(profile) => orders.exists(owner = profile)")]
    [InlineData("(P) => orders.exists(owner = P and profile)", "(profile2) => orders.exists(owner = profile2 and profile)")]
    [InlineData("(P) => P.x = P", "x = this")]
    // names
    [InlineData("`a` and `a b` and `in` and b.`in` and b.`2`", "a and `a b` and `in` and b.in and b.`2`")]
    [InlineData("select X from a where this.X = 1", "select X from a where this.X = 1")]
    [InlineData("this.sum = 1 and this.last", "`sum` = 1 and `last`")]
    [InlineData("@{s}[x].count() > a.b@{http://t}.c", "@{s}[x].count() > a.b@{http://t}.c")]
    // chains
    [InlineData("CHAIN(e, t.u, [a: what(x) where(y) when(on today) count(>= 2), b: not what(z), c: WHAT(a.x = x) gap(< 1 hours)])", "chain(e, t.u, [a: WHAT(x and y) WHEN(today) COUNT(>= 2), b: NOT WHAT(z), c: WHAT(a.x = x) GAP(< 1 hour)])")]
    public void Print_AnyText_IsCanonical(string text, string canonical)
    {
        Assert.Equal(canonical, Compiled.Reprint(text));
        Assert.Equal(Compiled.Tree(text), Compiled.Tree(canonical));
    }
}
