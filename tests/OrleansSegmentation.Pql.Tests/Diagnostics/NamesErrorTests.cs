using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Diagnostics;

/// <summary>Names that stand for nothing, or for the wrong thing: code, and the part of the text it points at.</summary>
public class NamesErrorTests
{
    [Theory]
    [InlineData("foo(x)", "PQL3001 foo")]
    [InlineData("x.startwith(\"a\")", "PQL3001 startwith")]
    [InlineData("x.STARTSWITH(\"a\")", "PQL3001 STARTSWITH")]
    [InlineData("x.concat(\"a\")", "PQL3002 concat")]
    [InlineData("x.and(y)", "PQL3008 and")]
    [InlineData("negate(x)", "PQL3008 negate")]
    [InlineData("select X from Y.items, Y from xEvent", "PQL3003 Y")]
    [InlineData("select X from X.items", "PQL3003 X")]
    [InlineData("select X from a, X from b", "PQL3004 X")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(x), A: WHAT(y)])", "PQL3004 A")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(B.x), B: WHAT(y)])", "PQL3003 B")]
    [InlineData("chain(xEvent, timestamp, [A: NOT WHAT(x), B: WHAT(A.y)])", "PQL3009 A")]
    [InlineData("orders.map((a, a) => a)", "PQL3004 a")]
    [InlineData("{\"a\": 1, \"a\": 2}", "PQL3004 \"a\"")]
    [InlineData("^.x", "PQL3005 ^")]
    [InlineData("orders[^^.x]", "PQL3005 ^^")]
    [InlineData("$2 = 1", "PQL3006 $2")]
    [InlineData("$0 = 1", "PQL3006 $0")]
    [InlineData("orders[$2 = 1]", "PQL3006 $2")]
    [InlineData("(a, b) => a", "PQL3007 a, b")]
    [InlineData("let x = 1 in x@{s}.y", "PQL3010 x@{s}")]
    [InlineData("orders.filter((a, b) => a)", "PQL4016 (a, b) => a")]
    public void Compile_WrongText_PointsAtTheOffendingPart(string text, params string[] expected) => Assert.Equal(expected, Compiled.Problems(text));
}
