using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Parsing;

/// <summary>Which operands belong to which operator: each text means its twin with all parentheses written.</summary>
public class PrecedenceTests
{
    [Theory]
    [InlineData("a or b and c", "a or (b and c)")]
    [InlineData("a and b or c and d", "(a and b) or (c and d)")]
    [InlineData("not a and b", "(not a) and b")]
    [InlineData("not a or b", "(not a) or b")]
    [InlineData("not a = b", "not (a = b)")]
    [InlineData("! a in [1]", "not (a in [1])")]
    [InlineData("not not a", "not (not a)")]
    [InlineData("a + 1 = b - 2", "(a + 1) = (b - 2)")]
    [InlineData("a - b - c", "(a - b) - c")]
    [InlineData("a / b * c % d", "((a / b) * c) % d")]
    [InlineData("a + b * c", "a + (b * c)")]
    [InlineData("a * b + c", "(a * b) + c")]
    [InlineData("-a * b", "(-a) * b")]
    [InlineData("a * -b", "a * (-b)")]
    [InlineData("-a.b", "-(a.b)")]
    [InlineData("- -a", "-(-a)")]
    [InlineData("-a[b].c", "-((a[b]).c)")]
    [InlineData("a.b[c].includes(e)", "(((a.b)[c]).includes(e))")]
    [InlineData("x occurs before y + 1 and z", "(x occurs before (y + 1)) and z")]
    [InlineData("x occurs between a and b and c", "(x occurs between a and b) and c")]
    [InlineData("let x = a + 1 in x and b or c", "let x = (a + 1) in ((x and b) or c)")]
    [InlineData("a and let x = b in x or c", "a and (let x = b in (x or c))")]
    [InlineData("select X from a where X.b or X.c", "select X from a where (X.b or X.c)")]
    [InlineData("not exists X from a where X.b and c", "not (exists X from a where (X.b and c))")]
    [InlineData("a or sum X from b where X > 1 or c", "a or (sum X from b where (X > 1 or c))")]
    public void Parse_WithoutParentheses_GroupsAsDocumented(string text, string grouped) => Assert.Equal(Compiled.Tree(grouped), Compiled.Tree(text));

    [Theory]
    [InlineData("(a or b) and c", "a or b and c")]
    [InlineData("(a and b) and c", "a and b and c")]
    [InlineData("a or (b or c)", "a or b or c")]
    [InlineData("a - (b - c)", "a - b - c")]
    [InlineData("(not a) = b", "not a = b")]
    public void Parse_ParenthesesThatMatter_AreKept(string text, string without) => Assert.NotEqual(Compiled.Tree(without), Compiled.Tree(text));

    [Theory]
    [InlineData("((a)) = ((1))", "a = 1")]
    [InlineData("(a.b).c", "a.b.c")]
    [InlineData("-(5)", "-5")]
    public void Parse_RedundantParentheses_LeaveNoTrace(string text, string without) => Assert.Equal(Compiled.Tree(without), Compiled.Tree(text));
}
