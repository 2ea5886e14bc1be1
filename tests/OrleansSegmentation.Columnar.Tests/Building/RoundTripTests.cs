using System.Text;
using System.Text.Json;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Tests.Building;

public class RoundTripTests
{
    [Theory]
    [InlineData(1, 1), InlineData(2, 2), InlineData(3, 63), InlineData(4, 64), InlineData(5, 65), InlineData(6, 500), InlineData(7, 3000)]
    public void Chunk_OfRandomDocuments_ReadsBackEqual(int seed, int rowCount)
    {
        var documents = new RandomDocuments(seed);
        var rows = Enumerable.Range(0, rowCount).Select(_ => documents.Next()).ToArray();
        AssertRows(rows, Build(rows), $"seed {seed}");
    }

    [Fact]
    public void CopyValue_OfASegmentedDocument_EqualsAppendJson()
    {
        var documents = new RandomDocuments(20);
        var rows = Enumerable.Range(0, 200).Select(_ => documents.Next()).ToArray();
        var builder = new ColumnChunkBuilder();
        foreach (var row in rows)
        {
            var reader = new Utf8JsonReader(Segments.Of(row, 3));
            Assert.True(reader.Read());
            builder.BeginRow();
            builder.PropertyName("document"u8);
            builder.CopyValue(ref reader);
            Assert.Equal(row.Length, reader.BytesConsumed);
            builder.PropertyName("after"u8);
            builder.Boolean(true);
            builder.EndRow();
        }

        AssertRows(rows.Select(row => Encoding.UTF8.GetBytes($"{{\"after\":true,\"document\":{Encoding.UTF8.GetString(row)}}}")).ToArray(), builder.Build(), "seed 20");
    }

    internal static ColumnChunk Build(IEnumerable<byte[]> rows)
    {
        var builder = new ColumnChunkBuilder();
        foreach (var row in rows) builder.AppendJson(row);
        return builder.Build();
    }

    internal static void AssertRows(byte[][] rows, ColumnChunk chunk, string message)
    {
        Assert.Equal(rows.Length, chunk.RowCount);
        for (var i = 0; i < rows.Length; i++)
        {
            using var document = JsonDocument.Parse(rows[i], new JsonDocumentOptions { MaxDepth = ColumnChunkBuilder.MaxDepth });
            var expected = CanonicalText.Of(document.RootElement);
            var found = CanonicalText.Of(chunk.Rows, i);
            Assert.True(expected == found, $"{message}, row {i}:\n{expected}\n{found}");
        }
    }
}
