using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Diagnostics;

/// <summary>Texts that are no tokens: code, and the part of the text it points at.</summary>
public class LexicalErrorTests
{
    [Theory]
    [InlineData("name = \"abc", "PQL1001 \"abc")]
    [InlineData("`abc", "PQL1002 `abc")]
    [InlineData("name = \"a\\qb\"", "PQL1003 \\q")]
    [InlineData("name = \"a\\u12G4\"", "PQL1003 \\u")]
    [InlineData("name = \"a\nb\"", "PQL1004 \n")]
    [InlineData("x = 4.", "PQL1005 4.")]
    [InlineData("x = 1x", "PQL1005 1x")]
    [InlineData("x = 0x1F", "PQL1005 0x1F")]
    [InlineData("x = 1_000", "PQL1005 1_000")]
    [InlineData("x = 7L", "PQL1005 7L")]
    [InlineData("x = 1e999", "PQL1005 1e999")]
    [InlineData("name = “abc”", "PQL1006 “abc”")]
    [InlineData("x = 9223372036854775808", "PQL1007 9223372036854775808")]
    [InlineData("x = -9223372036854775809", "PQL1007 9223372036854775809")]
    [InlineData("x = 1 § 2", "PQL1008 §")]
    [InlineData("x = 1 // comment", "PQL1009 // comment")]
    [InlineData("x = 1 /* comment */", "PQL1009 /* comment */")]
    [InlineData("x == 1", "PQL1010 ==")]
    [InlineData("x <> 1", "PQL1010 <>")]
    [InlineData("x = 1 && y = 2", "PQL1010 &&")]
    [InlineData("x = 1 || y = 2", "PQL1010 ||")]
    [InlineData("x & y", "PQL1010 &")]
    [InlineData("x | y", "PQL1010 |")]
    [InlineData("x = 1;", "PQL1010 ;")]
    [InlineData("x ? 1 : 2", "PQL1010 ?")]
    [InlineData("x ~ \"a\"", "PQL1010 ~")]
    [InlineData("x # y", "PQL1008 #")]
    [InlineData("`` = 1", "PQL1011 ``")]
    [InlineData("$x = 1", "PQL1014 $")]
    [InlineData("@{abc", "PQL1012 @{abc")]
    [InlineData("@{}.x", "PQL1012 @{}")]
    [InlineData("@x", "PQL1008 @")]
    public void Compile_WrongText_PointsAtTheOffendingPart(string text, params string[] expected) => Assert.Equal(expected, Compiled.Problems(text));
}
