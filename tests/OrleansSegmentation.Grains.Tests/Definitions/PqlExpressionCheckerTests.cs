using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Definitions;

namespace OrleansSegmentation.Grains.Tests.Definitions;

public sealed class PqlExpressionCheckerTests
{
    private readonly PqlExpressionChecker _checker = new();

    [Fact]
    public void Check_ValidText_NamesItsReferencesInOrder()
    {
        var check = _checker.Check(new ExpressionDocument("PQL", "pql/text", "inSegment(\"b\") and inSegment(\"a\") and inSegment(\"b\")"));
        Assert.True(check.IsValid);
        Assert.Equal(["b", "a"], check.ReferencedSegments);
    }

    [Fact]
    public void Check_TextWithAnError_SaysWhere()
    {
        var item = Assert.Single(_checker.Check(new ExpressionDocument("PQL", "pql/text", "a = 1 and\n b ==")).Errors);
        Assert.Equal(("SEG-DEF003-400", "expression.value", 2), (item.Code, item.Field, item.Location!.Line));
    }

    [Fact]
    public void Check_JsonWithAnError_SaysThePathInTheMessage()
    {
        var item = _checker.Check(new ExpressionDocument(
            "PQL", "pql/json", """{"nodeType":"fnApply","fnName":"noSuchFunction","params":[]}""")).Errors[0];
        Assert.Null(item.Location);
        Assert.Equal("expression.value", item.Field);
        Assert.Contains("$.fnName", item.Message, StringComparison.Ordinal);
    }
}
