using System.Text;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Values;

public sealed class ColumnValuesTests
{
    [Fact]
    public void Row_RandomDocuments_PresentTheSameAsJson()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var documents = Enumerable.Range(0, 20).Select(_ => RandomJson.Profile(random)).ToArray();
            var chunk = Chunks.Build(documents);
            for (var row = 0; row < documents.Length; row++)
            {
                Assert.Equal(JsonValues.FromUtf8(documents[row]).ToString(), ColumnValues.Row(chunk, row).ToString());
            }
        }
    }

    [Fact]
    public void Row_RandomDocuments_TellEventsApartLikeJson()
    {
        var chunk = Chunks.Build("""{"xEvent":[{},{"a":1}]}"""u8.ToArray(), """{"xEvent":[{},{"a":[{}]},{}],"b":[{}]}"""u8.ToArray());
        ColumnValues.Row(chunk, 1).AsObject().TryGet("xEvent", out var events);
        var positions = events.AsList().Select(static item => item.AsObject().EventPosition).ToArray();
        Assert.Equal(3, positions.Distinct().Count());
        Assert.All(positions, static position => Assert.True(position >= 0));
        var inner = PropertyStep.Read(events.AsList()[1], "a").AsList()[0];
        Assert.Equal(-1, inner.AsObject().EventPosition);
        ColumnValues.Row(chunk, 1).AsObject().TryGet("b", out var others);
        Assert.Equal(-1, others.AsList()[0].AsObject().EventPosition);
    }

    [Fact]
    public void Row_NumberWithoutProfile_IsNull()
    {
        var builder = new Columnar.Building.ColumnChunkBuilder();
        builder.SkipRows(1);
        builder.AppendJson("""{"a":1}"""u8);
        var chunk = builder.Build();
        Assert.True(ColumnValues.Row(chunk, 0).IsNull);
        Assert.Equal("""{"a":1}""", ColumnValues.Row(chunk, 1).ToString());
    }

    [Fact]
    public void Row_MapWithAThousandKeys_FindsTheFieldsOfEachRow()
    {
        var documents = Enumerable.Range(0, 1000).Select(static i => Encoding.UTF8.GetBytes($"{{\"m\":{{\"key{i}\":{i}}}}}")).ToArray();
        var chunk = Chunks.Build(documents);
        for (var row = 0; row < documents.Length; row++)
        {
            var map = PropertyStep.Read(ColumnValues.Row(chunk, row), "m").AsObject();
            Assert.Equal([$"key{row}"], map.Keys);
            Assert.False(map.TryGet($"key{row + 1}", out _));
        }
    }
}
