using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Diagnostics;

/// <summary>Chains that break a rule between their elements: code, and the part of the text it points at.</summary>
public class ChainErrorTests
{
    [Theory]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(a), B: WHAT(a), C: WHAT(a), D: WHAT(a), E: WHAT(a), F: WHAT(a), G: WHAT(a)])", "PQL5001 G: WHAT(a)")]
    [InlineData("chain(xEvent, timestamp, [A: NOT WHAT(a), B: NOT WHAT(b)])", "PQL5002 chain(xEvent, timestamp, [A: NOT WHAT(a), B: NOT WHAT(b)])")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(a) GAP(< 1 hour)])", "PQL5003 GAP(< 1 hour)")]
    [InlineData("chain(xEvent, timestamp, [A: NOT WHAT(a), B: WHAT(a) GAP(< 1 hour)])", "PQL5003 GAP(< 1 hour)")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(a), B: NOT WHAT(b) COUNT(2)])", "PQL5004 COUNT(2)")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(a), B: NOT WHAT(b) GAP(< 1 hour)])", "PQL5004 GAP(< 1 hour)")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(a) COUNT(0)])", "PQL5005 COUNT(0)")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(a) COUNT(1) COUNT(2)])", "PQL5006 COUNT")]
    [InlineData("chain(xEvent, `key@{s}`.time, [A: WHAT(a)])", "PQL5007 `key@{s}`")]
    public void Compile_WrongText_PointsAtTheOffendingPart(string text, params string[] expected) => Assert.Equal(expected, Compiled.Problems(text));
}
