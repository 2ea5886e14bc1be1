using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Bodies;

namespace OrleansSegmentation.Rest.Tests.Bodies;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """ { "b" : [ true , null ] , "a" : 1.0 } """)]
    [InlineData("""{"a":1}""", """{"a":2,"a":1}""")]
    [InlineData("\"\\u00e4\"", "\"ä\"")]
    [InlineData("[100]", "[1e2]")]
    public void Hash_SameMeaning_IsTheSame(string left, string right) => Assert.Equal(Hash(left), Hash(right));

    [Theory]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[1]", "[\"1\"]")]
    [InlineData("{}", "[]")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("[12345678901234567890123456789012345678901]", "[12345678901234567890123456789012345678902]")]
    public void Hash_OtherMeaning_IsAnother(string left, string right) => Assert.NotEqual(Hash(left), Hash(right));

    [Fact]
    public void Hash_OfASubmission_IsTheOneThatTheDotNetClientSends()
    {
        string[] ids = ["8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482", "2a97d5e1-0c68-4b1d-8e34-6f5a9b7c1d20"];
        var body = $$"""[ {"segmentId": "{{ids[0]}}"}, {"segmentId": "{{ids[1]}}"} ]""";
        Assert.Equal(SubmissionHash.Of(ids), Hash(body));
    }

    private static string Hash(string json) => CanonicalJson.Hash(JsonElement.Parse(json));
}
