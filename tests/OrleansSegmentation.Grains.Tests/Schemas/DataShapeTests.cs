using System.Buffers;
using System.Text;
using System.Text.Json;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Schemas;

namespace OrleansSegmentation.Grains.Tests.Schemas;

public sealed class DataShapeTests
{
    [Fact]
    public void Shape_OfRows_IsTheSchemaTheyFollow() => Assert.Equal(
        """{"type":"object","properties":{"active":{"type":"boolean"},"either":{},"items":{"type":"array","items":{"type":"object","properties":{"price":{"type":"number"},"sku":{"type":"string"}}}},"name":{"type":"object","properties":{"first":{"type":"string"}}},"points":{"type":"integer"}}}""",
        JsonOf(ShapeOf(
            """{"points":1,"name":{"first":"a"},"items":[{"sku":"x"},{"sku":"y","price":1}],"either":"text"}""",
            """{"active":true,"items":[{"price":1.5}],"either":1}""")));

    [Fact]
    public void Shape_OfNullsAndEmptyValues_SaysNoMoreThanIsKnown() => Assert.Equal(
        """{"type":"object","properties":{"list":{"type":"array","items":{}},"nothing":{},"object":{"type":"object"}}}""",
        JsonOf(ShapeOf("""{"list":[],"object":{},"nothing":null}""")));

    [Fact]
    public void Union_InAnyOrderAndThroughTheWire_IsTheShapeOfAllRows()
    {
        string[] rows =
        [
            """{"a":1,"b":{"c":["x"]}}""", """{"a":1.5,"d":[{"e":true}]}""", """{"a":2,"b":{"f":{"g":1}}}""", """{"d":[[1],"x"],"b":"text"}""",
        ];
        var whole = JsonOf(ShapeOf(rows));
        foreach (var order in new[] { new[] { 0, 1, 2, 3 }, [3, 2, 1, 0], [1, 3, 0, 2] })
        {
            var union = new DataShape();
            foreach (var row in order) union.Add(DataShape.Decode(ShapeOf(rows[row]).Encode()));
            Assert.Equal(whole, JsonOf(union));
        }
    }

    [Fact]
    public void Union_WithAnother_LeavesTheOtherAsItWas()
    {
        var one = ShapeOf("""{"a":{"b":1}}""");
        var before = JsonOf(one);
        var union = new DataShape();
        union.Add(one);
        union.Add(ShapeOf("""{"a":{"c":1}}"""));
        Assert.Equal(before, JsonOf(one));
    }

    [Fact]
    public void Object_WithMoreKeysThanAnyoneWrites_IsAMapOfAnything()
    {
        var few = ShapeOf(Keys(0, DataShape.MaxAttributes));
        Assert.DoesNotContain(few.Encode(), static entry => entry.Kinds.HasFlag(AttributeKinds.Map));
        var many = ShapeOf(Keys(0, DataShape.MaxAttributes + 1));
        Assert.Equal("""{"type":"object","properties":{"m":{}}}""", JsonOf(many));

        few.Add(ShapeOf(Keys(DataShape.MaxAttributes, 1)));
        Assert.Equal(JsonOf(many), JsonOf(few));
        few.Add(ShapeOf(Keys(0, 1)));
        Assert.Equal(JsonOf(many), JsonOf(DataShape.Decode(few.Encode())));
    }

    [Fact]
    public void Shape_OfNothing_IsEmpty()
    {
        Assert.True(new DataShape().IsEmpty);
        Assert.True(DataShape.Decode([]).IsEmpty);
        Assert.True(DataShape.Decode(new DataShape().Encode()).IsEmpty);
    }

    private static string Keys(int first, int count) =>
        $"{{\"m\":{{{string.Join(',', Enumerable.Range(first, count).Select(static i => $"\"k{i}\":1"))}}}}}";

    private static DataShape ShapeOf(params string[] rows)
    {
        var builder = new ColumnChunkBuilder();
        foreach (var row in rows)
        {
            builder.BeginRow();
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(row));
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                builder.PropertyName(Encoding.UTF8.GetBytes(reader.GetString()!));
                reader.Read();
                builder.CopyValue(ref reader);
            }

            builder.EndRow();
        }

        return DataShape.Of(builder.Build().Rows);
    }

    private static string JsonOf(DataShape shape)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) shape.WriteJsonSchema(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
