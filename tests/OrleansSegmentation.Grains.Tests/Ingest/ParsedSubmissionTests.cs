using System.Text;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.Ingest;

public sealed class ParsedSubmissionTests
{
    private const string Good = """{"identityMap":{"Email":[{"id":"ana@example.com","primary":true}],"ECID":[{"id":"7"}]}}""";
    private const string Other = """{"identityMap":{"Email":[{"id":"bo@example.com"}]}}""";

    [Fact]
    public void Parse_GoodAndBadLines_CountsAllAndListsTheBadOnes()
    {
        var batch = Parse(RecordFormat.Ndjson, $"{Good}\nnothing\n\n{Other}\n{{}}\n");

        Assert.Equal((4, 2, 2), (batch.Receipt.Received, batch.Receipt.Accepted, batch.Receipt.Rejected));
        Assert.Equal([2, 5], batch.Receipt.Errors.Select(static error => error.Line));
        Assert.Equal([RecordErrorCodes.Shape, RecordErrorCodes.IdentityOrTimestamp], batch.Receipt.Errors.Select(static error => error.Code));
    }

    [Theory]
    [InlineData(RecordFormat.Ndjson, Good + "\n" + Other), InlineData(RecordFormat.JsonArray, "[" + Good + "," + Other + "]")]
    public void Parse_Records_ListsTheirKeysPrimaryFirst(RecordFormat format, string content)
    {
        var batch = Parse(format, content);

        Assert.Equal([2, 1], batch.KeyCounts);
        Assert.Equal(
            [IdentityKey.Of("email", "ana@example.com").Value, IdentityKey.Of("ecid", "7").Value, IdentityKey.Of("email", "bo@example.com").Value],
            batch.Keys);
    }

    [Fact]
    public void ToSubmission_Staged_LeavesThePayloadOut()
    {
        var batch = Parse(RecordFormat.Ndjson, Good);

        Assert.Equal(0, batch.ToSubmission("staged/ingest/1").InlinePayload.Length);
        Assert.Equal(1, BatchPayload.Decode(batch.ToSubmission(null).InlinePayload).RecordCount);
    }

    [Theory]
    [InlineData(IngestReceipt.DefaultMaxErrors)]
    [InlineData(250)]
    public void Parse_ManyBadRecords_ListsAsManyAsAskedForAndLogsAHundred(int maxErrors)
    {
        var content = "[" + string.Join(',', Enumerable.Repeat("{}", 300)) + "]";
        var batch = ParsedSubmission.Parse(
            new IngestRequest(Guid.NewGuid(), Guid.NewGuid(), "crm", RecordFormat.JsonArray, Encoding.UTF8.GetBytes(content), maxErrors),
            new RecordReadOptions { DefaultDatasetId = "crm", ReceivedTimeMs = 1_767_225_600_000, MaxListedRejections = maxErrors });

        Assert.Equal((300, 0, 300), (batch.Receipt.Received, batch.Receipt.Accepted, batch.Receipt.Rejected));
        Assert.Equal(Enumerable.Range(1, maxErrors), batch.Receipt.Errors.Select(static error => error.Line));
        Assert.Equal((300, 100), (batch.ToSubmission(null).Receipt.Rejected, batch.ToSubmission(null).Receipt.Errors.Count));
    }

    [Fact]
    public void Parse_NoArray_SaysWhere() =>
        Assert.Equal(0, Assert.Throws<MalformedArrayException>(() => Parse(RecordFormat.JsonArray, "{}")).BytePosition);

    private static ParsedSubmission Parse(RecordFormat format, string content) => ParsedSubmission.Parse(
        new IngestRequest(Guid.NewGuid(), Guid.NewGuid(), "crm", format, Encoding.UTF8.GetBytes(content)),
        new RecordReadOptions { DefaultDatasetId = "crm", ReceivedTimeMs = 1_767_225_600_000 });
}
