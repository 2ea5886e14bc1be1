using System.Text;
using System.Text.Json;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Tests.Building;

public class ColumnChunkBuilderTests
{
    [Fact]
    public void Fields_OfAnyOrder_AreOrdinal()
    {
        var chunk = Build("""{"b":1,"a":2}""", """{"B":1,"é":1,"a":1,"😀":1,"｡":1}""");
        // UTF-16 ordinal: the surrogates of 😀 sort before U+FF61, in UTF-8 they would not
        Assert.Equal(["B", "a", "b", "é", "😀", "｡"], chunk.Rows.Objects!.Fields.Select(field => field.Name));
    }

    [Fact]
    public void Field_InOneRowOfNine_IsSparseAndInOneOfEightDense()
    {
        var chunk = Build([.. Enumerable.Range(0, 72).Select(i => i % 9 == 3 ? """{"a":1,"b":2}""" : """{"a":1}""")]);
        Assert.Equal([3, 12, 21, 30, 39, 48, 57, 66], chunk.Rows.Objects!.Find("b")!.Rows!);
        Assert.Equal(8, chunk.Rows.Objects.Find("b")!.Values.Count);
        Assert.Null(chunk.Rows.Objects.Find("a")!.Rows);

        chunk = Build([.. Enumerable.Range(0, 72).Select(i => i % 8 == 3 ? """{"a":1,"b":2}""" : """{"a":1}""")]);
        Assert.Null(chunk.Rows.Objects!.Find("b")!.Rows);
        Assert.Equal(72, chunk.Rows.Objects.Find("b")!.Values.Count);
        Assert.Equal(9, chunk.Rows.Objects.Find("b")!.Values.Integers!.Validity.Count);
    }

    [Theory]
    [InlineData(256, 1), InlineData(257, 2), InlineData(1000, 2)]
    public void Strings_OfSomeDistinctValues_TakeTheNarrowestCodes(int distinct, int codeSizeBytes)
    {
        var chunk = Build([.. Enumerable.Range(0, 3000).Select(i => $$"""{"s":"value {{i % distinct}}"}""")]);
        var part = Assert.IsType<DictionaryStringPart>(chunk.Rows.Objects!.Find("s")!.Values.Strings);
        Assert.Equal(codeSizeBytes, part.CodeSizeBytes);
        Assert.Equal(distinct, part.Dictionary.Count);
        Assert.Equal("value 7", part.GetString(7));
        for (var code = 1; code < part.Dictionary.Count; code++)
            Assert.True(part.Dictionary[code - 1].SequenceCompareTo(part.Dictionary[code]) < 0, "ascending by bytes, no value twice");
    }

    [Fact]
    public void Strings_WithMoreThan65536DistinctValuesOften_TakeIntCodes()
    {
        var builder = new ColumnChunkBuilder();
        builder.BeginRow();
        builder.PropertyName("s"u8);
        builder.StartList();
        for (var turn = 0; turn < 3; turn++)
            for (var i = 0; i < 70_000; i++) builder.String(Encoding.UTF8.GetBytes($"{(turn > 0 ? i : i % 1000)}"));
        builder.EndList();
        builder.EndRow();
        var part = Assert.IsType<DictionaryStringPart>(builder.Build().Rows.Objects!.Find("s")!.Values.Lists!.Items.Strings);
        Assert.Equal(4, part.CodeSizeBytes);
        Assert.Equal(70_000, part.Dictionary.Count);
        for (var i = 0; i < 70_000; i++) Assert.Equal($"{i}", part.GetString(140_000 + i));
    }

    [Theory]
    [InlineData(2000), InlineData(20_000)] // decided at the end, and early
    public void Strings_MostlyDistinct_AreKeptPlain(int rowCount)
    {
        var chunk = Build([.. Enumerable.Range(0, rowCount).Select(i => i % 7 == 0 ? "{}" : $$"""{"s":"person{{i}}@example.com"}""")]);
        var part = Assert.IsType<PlainStringPart>(chunk.Rows.Objects!.Find("s")!.Values.Strings);
        Assert.Equal("person8@example.com", part.GetString(8));
        Assert.Equal(string.Empty, part.GetString(7));
        Assert.Equal(rowCount, part.Values.Count);
    }

    [Theory]
    [InlineData("2026-03-18", "0001-01-01", InstantFormat.Date)]
    [InlineData("2026-03-18T12:00:00Z", "9999-12-31T23:59:59Z", InstantFormat.Seconds)]
    [InlineData("1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00.001Z", InstantFormat.Milliseconds)]
    public void Strings_AllOfOneIsoSpelling_BecomeInstantsOfIdenticalText(string first, string second, InstantFormat format)
    {
        var chunk = Build($$"""{"t":"{{first}}"}""", "{}", $$"""{"t":"{{second}}"}""");
        var part = Assert.IsType<InstantStringPart>(chunk.Rows.Objects!.Find("t")!.Values.Strings);
        Assert.Equal(format, part.Format);
        Assert.Equal(first, part.GetString(0));
        Assert.Equal(second, part.GetString(2));
        Assert.Equal(0, part.Milliseconds[1]);
        Assert.Equal(DateTimeOffset.Parse(first, null, System.Globalization.DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds(), part.Milliseconds[0]);
    }

    [Theory]
    [InlineData("2026-03-18T12:00:00Z"), InlineData("2026-02-29"), InlineData("0000-01-01"), InlineData("2026-13-01"), InlineData("2026-03-18T24:00:00Z")]
    [InlineData("2026-03-18T12:60:00Z"), InlineData("2026-03-18T12:00:00+00:00"), InlineData("2026-03-18T12:00:00.00Z"), InlineData("2026/03/18"), InlineData("")]
    [InlineData("2026-03-1 "), InlineData("2026-03-18 12:00:00Z"), InlineData("+026-03-18"), InlineData("2026-03-18T12:00:00.000z")]
    public void Strings_WithOneOfAnotherSpelling_KeepEveryText(string other)
    {
        var chunk = Build("""{"t":"2026-03-18"}""", $$"""{"t":"{{other}}"}""", """{"t":"1999-12-31"}""");
        var part = Assert.IsType<DictionaryStringPart>(chunk.Rows.Objects!.Find("t")!.Values.Strings);
        Assert.Equal(["2026-03-18", other, "1999-12-31"], Enumerable.Range(0, 3).Select(part.GetString));
    }

    [Fact]
    public void NullFields_AreMissingAndNullItemsKeepTheirPlace()
    {
        var chunk = Build("""{"a":null,"l":[null,1,null],"e":[],"o":{}}""");
        Assert.Null(chunk.Rows.Objects!.Find("a")?.Values.Integers);
        var list = chunk.Rows.Objects.Find("l")!.Values.Lists!;
        Assert.Equal([0, 3], list.Offsets.ToArray());
        Assert.Equal([0, 1, 0], list.Items.Integers!.Values.ToArray());
        Assert.Equal(1, list.Items.Integers.Validity.Count);
        Assert.True(chunk.Rows.Objects.Find("e")!.Values.Lists!.Validity[0]);
        Assert.Empty(chunk.Rows.Objects.Find("o")!.Values.Objects!.Fields);
        Assert.True(chunk.Rows.Objects.Find("o")!.Values.Objects!.Validity[0]);
    }

    [Fact]
    public void Marks_OfRows_AreSetsInOrdinalOrder()
    {
        var builder = new ColumnChunkBuilder();
        foreach (var names in new[] { "Phone", "Email,Phone", "", "Email,Email" })
        {
            builder.BeginRow();
            if (names.StartsWith('E')) builder.Mark("Email");
            builder.EndRow();
            if (names.EndsWith("Phone", StringComparison.Ordinal)) builder.Mark("Phone"); // the row begun last
        }

        var chunk = builder.Build();
        Assert.Equal(["Email", "Phone"], chunk.Marks.Keys);
        Assert.Equal(0b1010UL, chunk.Marks["Email"].Words[0]);
        Assert.Equal(0b0011UL, chunk.Marks["Phone"].Words[0]);
        Assert.Equal(4, chunk.Marks["Phone"].RowCount);
    }

    [Fact]
    public void SkippedRows_HoldNothing()
    {
        var builder = new ColumnChunkBuilder();
        builder.SkipRows(2);
        builder.AppendJson("""{"a":1}"""u8);
        builder.SkipRows(3);
        builder.AppendJson("""{"a":2}"""u8);
        var chunk = builder.Build();
        Assert.Equal(7, chunk.RowCount);
        Assert.Equal(0b1000100UL, chunk.Rows.Objects!.Validity.Words[0]);
        Assert.Equal([0, 0, 1, 0, 0, 0, 2], chunk.Rows.Objects.Find("a")!.Values.Integers!.Values.ToArray());
    }

    [Fact]
    public void Rows_UpToTheLimitAndOneMore_AreTakenAndRefused()
    {
        var builder = new ColumnChunkBuilder();
        builder.SkipRows(ColumnChunk.MaxRowCount - 1);
        builder.AppendJson("{}"u8);
        var error = Assert.Throws<InvalidOperationException>(builder.BeginRow);
        Assert.Contains("65536", error.Message, StringComparison.Ordinal);
        Assert.Equal(65_536, builder.Build().RowCount);
    }

    [Fact]
    public void Empty_Builder_MakesAnEmptyChunk()
    {
        var chunk = new ColumnChunkBuilder().Build();
        Assert.Equal(0, chunk.RowCount);
        Assert.Empty(chunk.Marks);
    }

    [Fact]
    public void Nesting_Of66Levels_IsTakenAnd67Refused()
    {
        static string Nested(int levels) => $$"""{"a":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";
        var chunk = Build(Nested(66));
        RoundTripTests.AssertRows([Encoding.UTF8.GetBytes(Nested(66))], chunk, "nested");
        Assert.ThrowsAny<JsonException>(() => Build(Nested(67)));

        var builder = new ColumnChunkBuilder();
        builder.BeginRow();
        builder.PropertyName("a"u8);
        for (var level = 2; level <= 66; level++) builder.StartList();
        Assert.Contains("66", Assert.Throws<InvalidOperationException>(builder.StartObject).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""), InlineData("[]"), InlineData("1"), InlineData("{"), InlineData("{}{}"), InlineData("""{"a":1,}"""), InlineData("""{"a":1e999}"""), InlineData("""{"a":[1,2}""")]
    public void AppendJson_OfAnythingButOneObject_IsRefused(string json) =>
        Assert.ThrowsAny<JsonException>(() => new ColumnChunkBuilder().AppendJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void AppendJson_OfInvalidUtf8_IsRefused() =>
        Assert.Throws<JsonException>(() => new ColumnChunkBuilder().AppendJson([(byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'1', (byte)'}']));

    [Fact]
    public void Field_TwiceInOneObject_IsRefusedByName()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Build("""{"o":{"twice":1,"b":2,"twice":3}}"""));
        Assert.Contains("\"twice\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_InTheWrongPlace_AreRefused()
    {
        Refuse(builder => builder.Integer(1));
        Refuse(builder => builder.EndRow());
        Refuse(builder => builder.PropertyName("a"u8));
        Refuse(builder => builder.Mark("a"));
        Refuse(builder => { builder.BeginRow(); builder.BeginRow(); });
        Refuse(builder => { builder.BeginRow(); builder.Integer(1); });
        Refuse(builder => { builder.BeginRow(); builder.Null(); });
        Refuse(builder => { builder.BeginRow(); builder.EndObject(); });
        Refuse(builder => { builder.BeginRow(); builder.EndList(); });
        Refuse(builder => { builder.BeginRow(); builder.PropertyName("a"u8); builder.EndRow(); });
        Refuse(builder => { builder.BeginRow(); builder.PropertyName("a"u8); builder.PropertyName("b"u8); });
        Refuse(builder => { builder.BeginRow(); builder.PropertyName("a"u8); builder.StartList(); builder.EndObject(); });
        Refuse(builder => { builder.BeginRow(); builder.PropertyName("a"u8); builder.StartList(); builder.PropertyName("a"u8); });
        Refuse(builder => { builder.BeginRow(); builder.PropertyName("a"u8); builder.StartObject(); builder.EndRow(); });
        Refuse(builder => { builder.BeginRow(); _ = builder.Build(); });
        Refuse(builder => { _ = builder.Build(); builder.BeginRow(); });

        static void Refuse(Action<ColumnChunkBuilder> write) => Assert.Throws<InvalidOperationException>(() => write(new ColumnChunkBuilder()));
    }

    [Fact]
    public void Double_NotFinite_IsRefused()
    {
        var builder = new ColumnChunkBuilder();
        builder.BeginRow();
        builder.PropertyName("a"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Double(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Double(double.PositiveInfinity));
    }

    private static ColumnChunk Build(params string[] rows) => RoundTripTests.Build(rows.Select(Encoding.UTF8.GetBytes));
}
