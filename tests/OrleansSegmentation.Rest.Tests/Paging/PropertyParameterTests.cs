using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Tests.Paging;

public sealed class PropertyParameterTests
{
    [Theory]
    [InlineData("status==SUCCEEDED", null, "status", "SUCCEEDED")]
    [InlineData("schema.name==_xdm.context.profile", null, "schema|name", "_xdm.context.profile")]
    [InlineData("segments~segmentId==X", "segments", "segmentId", "X")]
    [InlineData("segments~segment.mergePolicy.version==3", "segments", "segment|mergePolicy|version", "3")]
    [InlineData("a.b~c.d==", "a|b", "c|d", "")]
    [InlineData("segments=='x'", null, "segments", "x")]
    [InlineData("a==\"x y\"", null, "a", "x y")]
    [InlineData("a=='x\"", null, "a", "'x\"")]
    [InlineData("a=='", null, "a", "'")]
    [InlineData("a==''", null, "a", "")]
    [InlineData("a==b==c~d.e\\f", null, "a", "b==c~d.e\\f")]
    [InlineData("a===b", null, "a", "=b")]
    [InlineData(@"a\.b.c\=\~\\\x==v", null, @"a.b|c=~\x", "v")]
    public void Filter_WellFormed_IsReadIntoItsParts(string text, string? array, string path, string value)
    {
        var filter = PropertyParameter.Parse(text);
        Assert.Equal(array?.Split('|'), filter.ArrayPath);
        Assert.Equal(path.Split('|'), filter.Path);
        Assert.Equal(value, filter.Value);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status=SUCCEEDED")]
    [InlineData("status!=SUCCEEDED")]
    [InlineData("a<b")]
    [InlineData("a>=b")]
    [InlineData("==x")]
    [InlineData("a..b==x")]
    [InlineData(".a==x")]
    [InlineData("a.==x")]
    [InlineData("~a==x")]
    [InlineData("a~==x")]
    [InlineData("a~b~c==x")]
    [InlineData(@"a\")]
    [InlineData(@"a\==b==c")]
    public void Filter_Malformed_IsRefusedWithTheExpectedForms(string text)
    {
        var refused = Assert.Throws<SegmentationException>(() => PropertyParameter.Parse(text));
        Assert.Equal("SEG-JOB012-400", refused.Code);
        Assert.Equal("property", refused.Fault.Items[0].Field);
        Assert.Contains("path==value", refused.Fault.Items[0].Message);
        Assert.Contains("array~path==value", refused.Fault.Items[0].Message);
    }

    [Fact]
    public void Filter_LongerThan1024Characters_IsRefused()
    {
        var longest = "a==" + new string('x', 1021);
        Assert.Equal(1021, PropertyParameter.Parse(longest).Value.Length);
        Assert.Equal("SEG-JOB012-400", Assert.Throws<SegmentationException>(() => PropertyParameter.Parse(longest + "x")).Code);
    }
}
