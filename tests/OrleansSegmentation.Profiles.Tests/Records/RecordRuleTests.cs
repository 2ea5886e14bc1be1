using OrleansSegmentation.Profiles.Records;
using static OrleansSegmentation.Profiles.Tests.Records.RecordReading;

namespace OrleansSegmentation.Profiles.Tests.Records;

/// <summary>One test per rule for a record that is accepted.</summary>
public sealed class RecordRuleTests
{
    private const string Map = """
        "identityMap":{"Email":[{"id":"ana@example.com"}]}
        """;

    [Fact]
    public void Record_BareEntity_GoesToTheDefaultDatasetAtTheReceiveTime()
    {
        var record = Accepted($$$$"""{{{{{Map}}}},"person":{"name":"Ana"}}""");

        Assert.Equal("default", record.Dataset);
        Assert.Equal(ReceivedTimeMs, record.TimestampMs);
        Assert.Equal("""{"person":{"name":"Ana"}}""", record.Content());
        Assert.Equal(0, record.EventCount);
    }

    [Fact]
    public void Record_Envelope_TakesDatasetAndTimestampFromIt()
    {
        var record = Accepted($$$$"""{"datasetId":"crm-main","timestamp":"2026-01-01T00:00:00.250Z","entity":{{{{{Map}}}},"a":1}}""");

        Assert.Equal("crm-main", record.Dataset);
        Assert.Equal(1_767_225_600_250, record.TimestampMs);
        Assert.Equal("""{"a":1}""", record.Content());
    }

    [Fact]
    public void Record_EntityIsNoObject_IsABareEntityWithThatAttribute() =>
        Assert.Equal("""{"entity":"shop","datasetId":"just an attribute here"}""", Accepted($$$$"""{{{{{Map}}}},"entity":"shop","datasetId":"just an attribute here"}""").Content());

    [Fact]
    public void Record_NullEnvelopeFields_CountAsMissing()
    {
        var record = Accepted($$$$"""{"datasetId":null,"timestamp":null,"schema":null,"entity":{{{{{Map}}}}}}""");
        Assert.Equal("default", record.Dataset);
        Assert.Equal(ReceivedTimeMs, record.TimestampMs);
    }

    [Theory]
    [InlineData("""{"timestamp":"2026-01-01T00:00:01Z","entity":{MAP,"_lastModified":"2026-01-01T00:00:02Z","timestamp":"2026-01-01T00:00:03Z"}}""", 1)]
    [InlineData("""{"entity":{MAP,"_lastModified":"2026-01-01T00:00:02Z","timestamp":"2026-01-01T00:00:03Z"}}""", 2)]
    [InlineData("""{MAP,"_lastModified":"2026-01-01T00:00:02Z"}""", 2)]
    [InlineData("""{MAP,"timestamp":"2026-01-01T00:00:03Z"}""", 3)]
    [InlineData("""{MAP,"_lastModified":null,"timestamp":"2026-01-01T00:00:03Z"}""", 3)]
    public void Timestamp_SeveralGiven_EnvelopeThenLastModifiedThenTimestampWins(string line, int second) =>
        Assert.Equal(1_767_225_600_000 + second * 1000, Accepted(line.Replace("MAP", Map)).TimestampMs);

    [Fact]
    public void Record_WithIdAndTimestamp_IsAnEvent()
    {
        var record = Accepted($$$$"""{"_id":"e1","timestamp":"2026-01-01T00:00:00Z",{{{{Map}}}},"eventType":"web.view"}""");

        Assert.False(record.HasFragment);
        Assert.Equal(1_767_225_600_000, record.TimestampMs);
        Assert.Equal(
            ["""default/e1@1767225600000 {"_id":"e1","timestamp":"2026-01-01T00:00:00Z","eventType":"web.view","identityMap":{"Email":[{"id":"ana@example.com"}]}}"""],
            record.Events());
    }

    [Fact]
    public void Record_WithIdButNoTimestamp_IsAProfileRecord() =>
        Assert.Equal("""{"_id":"p1"}""", Accepted($$$$"""{"_id":"p1",{{{{Map}}}}}""").Content());

    [Fact]
    public void Record_MarkedAsEvent_NeedsIdAndTimestamp()
    {
        var noId = Refused($$$$"""{"schema":"_xdm.context.experienceevent","entity":{{{{{Map}}}},"timestamp":"2026-01-01T00:00:00Z"}}""");
        Assert.Equal((1, RecordErrorCodes.Shape, "_id: it is missing. Accepted: a string that is not empty."), (noId.Line, noId.Code, noId.Message));

        var noTime = Refused($$$$"""{"schema":"_xdm.context.experienceevent","entity":{{{{{Map}}}},"_id":"e1"}}""");
        Assert.Equal(RecordErrorCodes.IdentityOrTimestamp, noTime.Code);
        Assert.StartsWith("timestamp: it is missing. Accepted: an RFC 3339 date and time", noTime.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_MarkedAsProfile_IsAProfileRecord() =>
        Assert.True(Accepted($$$$"""{"schema":"_xdm.context.profile","entity":{{{{{Map}}}},"a":1}}""").HasFragment);

    [Fact]
    public void InlineEvents_OfAProfileRecord_BecomeEventsOfItsDataset()
    {
        var record = Accepted($$$$"""{"datasetId":"web","entity":{{{{{Map}}}},"a":1,"xEvent":[{"_id":"e1","timestamp":"2026-01-01T00:00:00Z","n":1}, {"timestamp":"2026-01-01T01:00:00+01:00","_id":"e\u00322"}]}}""");

        Assert.Equal("""{"a":1}""", record.Content());
        Assert.Equal(
            ["""web/e1@1767225600000 {"_id":"e1","timestamp":"2026-01-01T00:00:00Z","n":1}""", """web/e22@1767225600000 {"timestamp":"2026-01-01T01:00:00+01:00","_id":"e\u00322"}"""],
            record.Events());
    }

    [Theory]
    [InlineData("""[{"timestamp":"2026-01-01T00:00:00Z"}]""", "SEG-ING001-400", "xEvent[0]._id: it is missing. Accepted: a string that is not empty.")]
    [InlineData("""[{"_id":"e1","timestamp":"2026-01-01T00:00:00Z"},{"_id":7,"timestamp":"2026-01-01T00:00:00Z"}]""", "SEG-ING001-400", "xEvent[1]._id: 7 is not accepted. Accepted: a string that is not empty.")]
    [InlineData("""[{"_id":"","timestamp":"2026-01-01T00:00:00Z"}]""", "SEG-ING001-400", "xEvent[0]._id: \"\" is not accepted. Accepted: a string that is not empty.")]
    [InlineData("""[{"_id":"e1"}]""", "SEG-ING003-400", "xEvent[0].timestamp: it is missing. Accepted: an RFC 3339 date and time with offset, such as 2026-03-18T12:00:00Z, in the years 0001 to 9999.")]
    [InlineData("""[{"_id":"e1","timestamp":1767225600000}]""", "SEG-ING003-400", "xEvent[0].timestamp: 1767225600000 is not accepted. Accepted: an RFC 3339 date and time with offset, such as 2026-03-18T12:00:00Z, in the years 0001 to 9999.")]
    [InlineData("""[null]""", "SEG-ING001-400", "xEvent[0]: null is not accepted. Accepted: an event, which is an object with _id and timestamp.")]
    [InlineData("""{"_id":"e1"}""", "SEG-ING001-400", "xEvent: {\"_id\":\"e1\"} is not accepted. Accepted: a list of events.")]
    public void InlineEvents_OneIsWrong_TheRecordIsRefused(string events, string code, string message)
    {
        var rejection = Refused($$$$"""{{{{{Map}}}},"xEvent":{{{{events}}}}}""");
        Assert.Equal((code, message), (rejection.Code, rejection.Message));
    }

    [Fact]
    public void InlineEvents_NullOrEmpty_AreNone()
    {
        Assert.Equal(0, Accepted($$$$"""{{{{{Map}}}},"xEvent":null}""").EventCount);
        Assert.Equal(0, Accepted($$$$"""{{{{{Map}}}},"xEvent":[]}""").EventCount);
    }

    [Fact]
    public void InlineEvents_OfTheEnvelopeItself_AreNotRead() =>
        Assert.Equal(0, Accepted($$$$"""{"xEvent":[7],"entity":{{{{{Map}}}}}}""").EventCount);

    [Fact]
    public void InlineEvents_OfAnEvent_BecomeEventsToo() =>
        Assert.Equal(["e1", "e2"], Accepted($$$$"""{"_id":"e1","timestamp":"2026-01-01T00:00:00Z",{{{{Map}}}},"xEvent":[{"_id":"e2","timestamp":"2026-01-01T00:00:00Z"}]}""").Events().Select(text => text.Split('@')[0].Split('/')[1]));

    [Fact]
    public void SegmentMembership_Supplied_IsDropped()
    {
        Assert.Equal("""{"a":1,"b":2}""", Accepted($$$$"""{"a":1,"segmentMembership":{"ups":{}},{{{{Map}}}},"b":2}""").Content());
        Assert.DoesNotContain("segmentMembership", Accepted($$$$"""{"_id":"e","timestamp":"2026-01-01T00:00:00Z",{{{{Map}}}},"segmentMembership":{}}""").Events()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void DuplicateNames_AtAnyLevel_LastWins()
    {
        var record = Accepted("""{"identityMap":{"crmid":[{"id":"x"}]},"a":{"b":1,"c":[{"d":1,"d":2}],"b":3},"a\u0062":1,"ab":2,"identityMap":{"crmid":[{"id":"y","id":"z"}]},"xEvent":[7],"xEvent":[]}""");

        Assert.Equal(["crmid=z*"], record.Identities());
        Assert.Equal("""{"a":{"c":[{"d":2}],"b":3},"ab":2}""", record.Content());
    }

    [Fact]
    public void EscapedNames_OfKnownFields_AreUnderstood() =>
        Assert.Equal(["crmid=x*"], Accepted("""{"identity\u004dap":{"crmid":[{"id":"x"}]}}""").Identities());

    [Fact]
    public void NullAttributes_AtTheTop_AreLeftOut() =>
        Assert.Equal("""{"b":{"c":null}}""", Accepted($$$$"""{"a":null,{{{{Map}}}},"b":{"c":null}}""").Content());

    [Fact]
    public void Record_WithoutAttributes_StillIsAFragment()
    {
        var record = Accepted($$$$"""{{{{{Map}}}}}""");
        Assert.True(record.HasFragment);
        Assert.Equal("{}", record.Content());
    }

    [Fact]
    public void Nesting_Of64Levels_IsAccepted()
    {
        var value = new string('[', 63) + new string(']', 63);
        _ = Accepted($$$$"""{{{{{Map}}}},"a":{{{{value}}}}}""");
        _ = Accepted($$$$"""{"entity":{{{{{Map}}}},"a":{{{{value}}}}}}"""); // the envelope is no level of the record
    }

    [Fact]
    public void Names_ManyInOneObject_AreAllKept()
    {
        var fields = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":{i}"));
        Assert.Equal($$$$"""{"m":{{{{{fields}}}}}}""", Accepted($$$$"""{{{{{Map}}}},"m":{{{{{fields}}}}}}""").Content());
    }
}
