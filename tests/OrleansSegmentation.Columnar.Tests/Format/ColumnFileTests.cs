using System.Text;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Format;
using OrleansSegmentation.Columnar.Tests.Building;

namespace OrleansSegmentation.Columnar.Tests.Format;

public class ColumnFileTests
{
    [Theory]
    [InlineData(1, 0), InlineData(2, 1), InlineData(3, 64), InlineData(4, 500), InlineData(5, 3000)]
    public void File_OfRandomDocuments_ReadsBackEqual(int seed, int rowCount)
    {
        var documents = new RandomDocuments(seed);
        var rows = Enumerable.Range(0, rowCount).Select(_ => documents.Next()).ToArray();
        var bytes = MemorySource.Write(RoundTripTests.Build(rows));
        var chunk = ColumnFileReader.Read(new MemorySource(bytes));
        RoundTripTests.AssertRows(rows, chunk, $"seed {seed}");
        Assert.Equal(bytes, MemorySource.Write(chunk));
    }

    [Fact]
    public void File_LargerThanTheReadAhead_ReadsBackEqual()
    {
        // plain strings, instants, codes of 1, 2 and 4 bytes, sparse fields: more than the 1 MiB read at once
        var rows = Enumerable.Range(0, 20_000).Select(i => Encoding.UTF8.GetBytes(
            $$"""{"id":"person{{i}}@example.com","t":"2026-01-{{(i % 28) + 1:00}}","c":"c{{i % 5}}","d":"d{{i % 900}}","n":{{i}},"x":{{i}}.5,"l":["a{{i}}","b{{i}}"],"s{{i % 40}}":true}""")).ToArray();
        var bytes = MemorySource.Write(RoundTripTests.Build(rows));
        Assert.True(bytes.Length > 3 << 19);
        var chunk = ColumnFileReader.Read(new MemorySource(bytes));
        foreach (var i in new[] { 0, 1, 9_999, 19_999 })
        {
            using var document = System.Text.Json.JsonDocument.Parse(rows[i]);
            Assert.Equal(CanonicalText.Of(document.RootElement), CanonicalText.Of(chunk.Rows, i));
        }

        Assert.Equal(bytes, MemorySource.Write(chunk));
    }

    [Fact]
    public void Marks_AfterTheFile_AreTheSame()
    {
        var builder = new ColumnChunkBuilder();
        for (var i = 0; i < 100; i++)
        {
            builder.AppendJson("{}"u8);
            if (i % 3 == 0) builder.Mark("Email");
            if (i % 7 == 0) builder.Mark("ECID");
        }

        var before = builder.Build();
        var after = ColumnFileReader.Read(new MemorySource(MemorySource.Write(before)));
        Assert.Equal(["ECID", "Email"], after.Marks.Keys);
        Assert.All(after.Marks, mark => Assert.True(mark.Value.SetEquals(before.Marks[mark.Key])));
    }

    [Fact]
    public void File_WithAnyByteChanged_IsAnErrorThatNamesFileAndBlock()
    {
        var bytes = SmallFile();
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                bytes[i] ^= flip;
                var error = Assert.Throws<ColumnFileDamagedException>(() => ColumnFileReader.Read(new MemorySource(bytes)));
                Assert.Equal("part/3/7-test", error.File);
                Assert.NotEmpty(error.Block);
                Assert.Contains("part/3/7-test", error.Message, StringComparison.Ordinal);
                bytes[i] ^= flip;
            }
        }
    }

    [Fact]
    public void File_CutOffAnywhereOrWithMoreAtTheEnd_IsAnError()
    {
        var bytes = SmallFile();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<ColumnFileDamagedException>(() => ColumnFileReader.Read(new MemorySource(bytes[..length])));
        Assert.Throws<ColumnFileDamagedException>(() => ColumnFileReader.Read(new MemorySource([.. bytes, 0])));
        Assert.Throws<ColumnFileDamagedException>(() => ColumnFileReader.Read(new MemorySource([0, .. bytes])));
    }

    [Fact]
    public void File_WithManyBytesChanged_IsAnError()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        var documents = new RandomDocuments(Seed);
        var bytes = MemorySource.Write(RoundTripTests.Build(Enumerable.Range(0, 300).Select(_ => documents.Next())));
        for (var turn = 0; turn < 300; turn++)
        {
            var damaged = bytes.ToArray();
            for (var i = 0; i < 1 + (turn % 5); i++) damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            if (damaged.AsSpan().SequenceEqual(bytes)) continue;
            Assert.Throws<ColumnFileDamagedException>(() => ColumnFileReader.Read(new MemorySource(damaged)));
        }
    }

    [Fact]
    public void Damage_InOneColumn_NamesItsPath()
    {
        var chunk = RoundTripTests.Build([Encoding.UTF8.GetBytes("""{"events":[{"order":{"total":7.25}}]}""")]);
        var bytes = MemorySource.Write(chunk);
        var at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(7.25));
        bytes[at] ^= 1;
        Assert.Equal("rows.events[].order.total doubles", Assert.Throws<ColumnFileDamagedException>(() => ColumnFileReader.Read(new MemorySource(bytes))).Block);
    }

    [Fact]
    public void File_OfALaterVersion_SaysSo()
    {
        var bytes = SmallFile();
        bytes[8] = 2;
        Assert.Contains("Version 2", Assert.Throws<ColumnFileDamagedException>(() => ColumnFileReader.Read(new MemorySource(bytes))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EstimateMemoryBytes_OfAChunk_CoversItsArrays()
    {
        var rows = Enumerable.Range(0, 10_000).Select(i => Encoding.UTF8.GetBytes($$"""{"n":{{i}},"s":"{{i}} is a text of some length"}"""));
        var chunk = RoundTripTests.Build(rows);
        var arrays = (10_000 * (8 + 4)) + chunk.Rows.Objects!.Find("s")!.Values.Strings switch
        {
            PlainStringPart part => part.Values.Bytes.Length,
            _ => throw new InvalidOperationException(),
        };
        Assert.InRange(chunk.EstimateMemoryBytes(), arrays, arrays + 20_000);
    }

    private static byte[] SmallFile()
    {
        var builder = new ColumnChunkBuilder();
        foreach (var row in new[]
        {
            """{"a":1,"s":"x","t":"2026-03-18","b":true,"l":[1,"y",null,2.5],"o":{"k":-1}}""", """{"s":"y","b":false,"d":0.5}""", "{}",
            """{"a":"text","l":[]}""", "{}", "{}", "{}", "{}", "{}", """{"sparse":9}""",
        })
        {
            builder.AppendJson(Encoding.UTF8.GetBytes(row));
            builder.Mark("Email");
        }

        return MemorySource.Write(builder.Build());
    }
}
