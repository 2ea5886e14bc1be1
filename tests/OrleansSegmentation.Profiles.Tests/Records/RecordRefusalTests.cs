using System.Text;
using OrleansSegmentation.Profiles.Records;
using static OrleansSegmentation.Profiles.Tests.Records.RecordReading;

namespace OrleansSegmentation.Profiles.Tests.Records;

public sealed class RecordRefusalTests
{
    private const string Good = """{"identityMap":{"ECID":[{"id":"e1"}]},"a":1}""";

    [Theory]
    [InlineData("[1]", "record: [1] is not accepted. Accepted: one JSON object.")]
    [InlineData("null", "record: null is not accepted. Accepted: one JSON object.")]
    [InlineData("""{"a":{}""", "record: Expected depth to be zero at the end of the JSON payload.")]
    [InlineData("""{"a":01}""", "record: Invalid leading zero before '1'. Byte position: 6. Accepted: one JSON object.")]
    [InlineData("""{"a":NaN}""", "record: 'N' is an invalid start of a value. Byte position: 5.")]
    [InlineData("""{"a":1} {}""", "record: '{' is invalid after a single JSON value.")]
    public void Record_NoJsonObject_IsRefusedWithItsPosition(string line, string message)
    {
        var rejection = Refused(line);
        Assert.Equal(RecordErrorCodes.Shape, rejection.Code);
        Assert.StartsWith(message, rejection.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1E+400")]
    public void Number_BeyondBinary64_IsRefusedWithItsPath(string number)
    {
        var rejection = Refused($$$$"""{"identityMap":{"ECID":[{"id":"e1"}]},"orders":[{"total":1},{"total":{{{{number}}}}}]}""");
        Assert.Equal(RecordErrorCodes.Shape, rejection.Code);
        Assert.StartsWith($"orders[1].total: {number} is not accepted. Accepted: numbers within binary64", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Number_WithThousandDigits_IsRefused() =>
        Assert.Equal(RecordErrorCodes.Shape, Refused($$$$"""{"identityMap":{"ECID":[{"id":"e1"}]},"n":{{{{new string('9', 1000)}}}}}""").Code);

    [Theory]
    [InlineData("1e308"), InlineData("-1.7976931348623157E+308"), InlineData("1e-999"), InlineData("123456789012345678901234567890")]
    public void Number_WithinBinary64_IsKeptAsWritten(string number) =>
        Assert.Equal($$$$"""{"n":{{{{number}}}}}""", Accepted($$$$"""{"identityMap":{"ECID":[{"id":"e1"}]},"n":{{{{number}}}}}""").Content());

    [Theory]
    [InlineData(64, "a[0][0]"), InlineData(1000, "a[0][0]"), InlineData(100_000, "a[0][0]")]
    public void Nesting_DeeperThan64Levels_IsRefused(int lists, string path)
    {
        var rejection = Refused($$$$"""{"identityMap":{"ECID":[{"id":"e1"}]},"a":{{{{new string('[', lists)}}}}{{{{new string(']', lists)}}}}}""");
        Assert.Equal(RecordErrorCodes.Nesting, rejection.Code);
        Assert.StartsWith(path, rejection.Message, StringComparison.Ordinal);
        Assert.EndsWith("nesting of 65 levels is not accepted. Accepted: at most 64 levels.", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_WithUnpairedSurrogate_IsRefused()
    {
        foreach (var text in new[] { "\\ud800", "\\udc00x", "\\ud83d\\u0041", "\\uD83D" })
        {
            var rejection = Refused($$$$"""{"identityMap":{"ECID":[{"id":"e1"}]},"a":{"b":"{{{{text}}}}"}}""");
            Assert.Equal(RecordErrorCodes.Shape, rejection.Code);
            Assert.StartsWith($"a.b: {text} is not accepted. Accepted: text that is valid Unicode", rejection.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_NoUtf8_RefuseThatLineOnly()
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(Good + "\n{\"a\":\""), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\"}\n" + Good)];
        var batch = RecordReader.ReadNdjson(content, Options);

        Assert.Equal((3, 2, 1), (batch.Received, batch.Accepted, batch.Rejected));
        Assert.Equal("record: byte 0xC3 at position 6 is not accepted. Accepted: UTF-8.", batch.Rejections[0].Message);
        Assert.Equal(2, batch.Rejections[0].Line);
    }

    [Theory]
    [InlineData("""{"datasetId":"a b","entity":E}""", "SEG-ING001-400", "datasetId: \"a b\" is not accepted. Accepted: 1 to 64 characters of A-Z, a-z, 0-9, '_' and '-'.")]
    [InlineData("""{"datasetId":7,"entity":E}""", "SEG-ING001-400", "datasetId: 7 is not accepted.")]
    [InlineData("""{"datasetId":"","entity":E}""", "SEG-ING001-400", "datasetId: \"\" is not accepted.")]
    [InlineData("""{"schema":"profile","entity":E}""", "SEG-ING001-400", "schema: \"profile\" is not accepted. Accepted: \"_xdm.context.profile\" or \"_xdm.context.experienceevent\".")]
    [InlineData("""{"timestamp":"yesterday","entity":E}""", "SEG-ING003-400", "timestamp: \"yesterday\" is not accepted. Accepted: an RFC 3339")]
    [InlineData("""{"timestamp":1767225600000,"entity":E}""", "SEG-ING003-400", "timestamp: 1767225600000 is not accepted.")]
    [InlineData("""{"identityMap":{"ECID":[{"id":"e1"}]},"_lastModified":"2026-01-01"}""", "SEG-ING003-400", "_lastModified: \"2026-01-01\" is not accepted.")]
    [InlineData("""{"identityMap":{"ECID":[{"id":"e1"}]},"timestamp":5}""", "SEG-ING003-400", "timestamp: 5 is not accepted.")]
    [InlineData("""{"identityMap":{"ECID":[{"id":"e1"}]},"_id":"e1","timestamp":"2026-02-30T00:00:00Z"}""", "SEG-ING003-400", "timestamp: \"2026-02-30T00:00:00Z\" is not accepted.")]
    public void Field_WithWrongValue_IsNamed(string line, string code, string message)
    {
        var rejection = Refused(line.Replace("E}", Good + "}"));
        Assert.Equal(code, rejection.Code);
        Assert.StartsWith(message, rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dataset_Of65Characters_IsRefusedOf64IsNot()
    {
        Assert.Equal(new string('d', 64), Accepted($$$$"""{"datasetId":"{{{{new string('d', 64)}}}}","entity":{{{{Good}}}}}""").Dataset);
        _ = Refused($$$$"""{"datasetId":"{{{{new string('d', 65)}}}}","entity":{{{{Good}}}}}""");
    }

    [Fact]
    public void Ndjson_BlankLines_AreSkippedButCountedAsLines()
    {
        var batch = Ndjson("", Good, "  \t\r", "{", Good + "\r", "");
        Assert.Equal((3, 2, 1), (batch.Received, batch.Accepted, batch.Rejected));
        Assert.Equal(4, batch.Rejections[0].Line);
    }

    [Fact]
    public void Ndjson_ByteOrderMark_IsSkipped() => Assert.Equal(1, Ndjson("\uFEFF" + Good).Accepted);

    [Fact]
    public void Ndjson_Empty_IsAnEmptyBatch()
    {
        var batch = Ndjson("");
        Assert.Equal((0, 0, 0), (batch.Received, batch.Accepted, batch.Rejected));
        Assert.Equal(0, BatchPayload.Decode(batch.Payload.Encode()).RecordCount);
    }

    [Fact]
    public void Rejections_MoreThan100_AreAllCountedAndTheFirst100Listed()
    {
        var batch = Ndjson([.. Enumerable.Repeat("{}", 250), Good]);
        Assert.Equal((251, 1, 250), (batch.Received, batch.Accepted, batch.Rejected));
        Assert.Equal(Enumerable.Range(1, 100), batch.Rejections.Select(rejection => rejection.Line));
    }

    [Fact]
    public void Array_GoodAndBadRecords_KeepsTheGoodOnes()
    {
        var batch = Array($"\n [ {Good},7,{{\"a\":[1]}} ,\n{Good}] ");
        Assert.Equal((4, 2, 2), (batch.Received, batch.Accepted, batch.Rejected));
        Assert.Equal([2, 3], batch.Rejections.Select(rejection => rejection.Line));
    }

    [Theory]
    [InlineData("""[{"a":1},{"a":}]""", 14, "'}' is an invalid start of a value.")]
    [InlineData("[\n\n{},\n  x]", 9, "'x' is an invalid start of a value.")]
    [InlineData("[{}", 3, "")]
    [InlineData("", 0, "")]
    [InlineData("""{"a":1}""", 0, "It starts with {\"a\":1}.")]
    [InlineData("[] []", 3, "'[' is invalid after a single JSON value.")]
    public void Array_Malformed_IsRefusedAsAWholeWithItsPosition(string json, long position, string problem)
    {
        var exception = Assert.Throws<MalformedArrayException>(() => Array(json));
        Assert.Equal(position, exception.BytePosition);
        Assert.StartsWith("The body is not a JSON array of records. " + problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Array_NoUtf8_IsMalformed() =>
        Assert.Equal(3, Assert.Throws<MalformedArrayException>(() => RecordReader.ReadJsonArray(new byte[] { (byte)'[', (byte)'{', (byte)'"', 0xFF, (byte)'"' }, Options)).BytePosition);

    [Fact]
    public void Options_WithBadDefaultDataset_AreRefused() =>
        Assert.Throws<ArgumentException>(() => RecordReader.ReadNdjson(default, Options with { DefaultDatasetId = "a/b" }));
}
