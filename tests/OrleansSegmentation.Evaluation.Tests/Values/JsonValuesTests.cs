using System.Text;
using System.Text.Json;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Values;

public sealed class JsonValuesTests
{
    [Theory]
    [InlineData("5", PqlValueKind.Integer)]
    [InlineData("-9223372036854775808", PqlValueKind.Integer)]
    [InlineData("9223372036854775808", PqlValueKind.Double)]
    [InlineData("5.0", PqlValueKind.Double)]
    [InlineData("5e0", PqlValueKind.Double)]
    [InlineData("\"2026-03-18\"", PqlValueKind.String)]
    [InlineData("true", PqlValueKind.Boolean)]
    [InlineData("null", PqlValueKind.Null)]
    [InlineData("[]", PqlValueKind.List)]
    [InlineData("{}", PqlValueKind.Object)]
    public void FromUtf8_Scalar_HasTheKindOfItsText(string json, PqlValueKind kind) => Assert.Equal(kind, Read(json).Kind);

    [Fact]
    public void FromUtf8_Object_ListsItsKeysInOrdinalOrderWithoutNulls()
    {
        var value = Read("""{"b":1,"Z":2,"a":null,"_x":3,"aa":{"n":null}}""").AsObject();
        Assert.Equal(["Z", "_x", "aa", "b"], value.Keys);
        Assert.False(value.TryGet("a", out _));
        Assert.True(value.TryGet("aa", out var inner));
        Assert.Empty(inner.AsObject().Keys);
    }

    [Fact]
    public void FromUtf8_ObjectWithManyKeys_FindsEach()
    {
        var json = "{" + string.Join(",", Enumerable.Range(0, 100).Select(static i => $"\"key{i}\":{i}")) + "}";
        var value = Read(json).AsObject();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(value.TryGet($"key{i}", out var found));
            Assert.Equal(i, found.AsInteger());
        }

        Assert.False(value.TryGet("key100", out _));
    }

    [Fact]
    public void FromUtf8_RepeatedKey_KeepsTheLast() => Assert.Equal("""{"a":2}""", Read("""{"a":1,"a":2}""").ToString());

    [Fact]
    public void FromUtf8_Profile_NumbersTheEventsOfItsOwnListOnly()
    {
        var profile = Read("""{"xEvent":[{"a":1},{"xEvent":[{}]}],"other":[{}]}""").AsObject();
        profile.TryGet("xEvent", out var events);
        profile.TryGet("other", out var others);
        Assert.Equal([0, 1], events.AsList().Select(static item => item.AsObject().EventPosition));
        Assert.Equal(-1, others.AsList()[0].AsObject().EventPosition);
        events.AsList()[1].AsObject().TryGet("xEvent", out var inner);
        Assert.Equal(-1, inner.AsList()[0].AsObject().EventPosition);
    }

    [Theory]
    [InlineData("{\"a\":}")]
    [InlineData("1 2")]
    [InlineData("1e999")]
    [InlineData("\"\\ud800\"")]
    public void FromUtf8_WhatIsNoValue_ThrowsJsonException(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    [Theory]
    [InlineData("""{"a":[1,2.5,"x",true,null,{"b":[]}]}""")]
    [InlineData("[[],[[]],{}]")]
    [InlineData("\"é 😀\"")]
    public void ToJson_WhatWasRead_WritesTheSame(string json)
    {
        using var expected = JsonDocument.Parse(json);
        using var actual = JsonDocument.Parse(JsonValues.ToJsonText(Read(json)));
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
    }

    [Fact]
    public void ToJson_NumberThatIsNotFinite_IsNull() => Assert.Equal("null", PqlValue.FromDouble(double.PositiveInfinity).ToString());

    private static PqlValue Read(string json) => JsonValues.FromUtf8(Encoding.UTF8.GetBytes(json));
}
