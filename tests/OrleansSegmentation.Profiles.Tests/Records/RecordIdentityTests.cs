using OrleansSegmentation.Profiles.Records;
using static OrleansSegmentation.Profiles.Tests.Records.RecordReading;

namespace OrleansSegmentation.Profiles.Tests.Records;

public sealed class RecordIdentityTests
{
    [Fact]
    public void Primary_FirstMarkedEntry_ComesFirst() =>
        Assert.Equal(
            ["CRMID=c1*", "ECID=e1", "ECID=e2"],
            Accepted("""{"identityMap":{"ECID":[{"id":"e1","primary":false},{"id":"e2"}],"CRMID":[{"id":"c1","primary":true}]}}""").Identities());

    [Fact]
    public void Primary_SeveralMarked_FirstOfThemWins() =>
        Assert.Equal(["ECID=e2*", "ECID=e1", "CRMID=c1"], Accepted("""{"identityMap":{"ECID":[{"id":"e1"},{"id":"e2","primary":true}],"CRMID":[{"id":"c1","primary":true}]}}""").Identities());

    [Fact]
    public void Primary_NoneMarked_IsTheFirstEntry() =>
        Assert.Equal(["ECID=e1*", "CRMID=c1"], Accepted("""{"identityMap":{"ECID":[{"id":"e1"}],"CRMID":[{"id":"c1"}]}}""").Identities());

    [Fact]
    public void Identities_WithoutIdentityMap_AreUsedAndAreNoAttribute()
    {
        var record = Accepted("""{"a":1,"identities":[{"id":"C-1","namespace":{"code":"CRMID"}},{"namespace":{"code":"email","x":1},"id":"Ana@Example.com","primary":true}],"b":2}""");
        Assert.Equal(["email=ana@example.com*", "CRMID=C-1"], record.Identities());
        Assert.Equal("""{"a":1,"b":2}""", record.Content());
    }

    [Fact]
    public void Identities_BesideIdentityMap_AreAnAttribute()
    {
        var record = Accepted("""{"identityMap":{"ECID":[{"id":"e1"}]},"identities":[1]}""");
        Assert.Equal(["ECID=e1*"], record.Identities());
        Assert.Equal("""{"identities":[1]}""", record.Content());
    }

    [Fact]
    public void Identities_BesideAnEmptyIdentityMap_AreUsed() =>
        Assert.Equal(["ECID=e1*"], Accepted("""{"identityMap":{"Email":[],"Phone":null},"identities":[{"id":"e1","namespace":{"code":"ECID"}}]}""").Identities());

    [Fact]
    public void Email_InUpperCase_IsLoweredOtherValuesAreNot() =>
        Assert.Equal(["EMAIL=ärger@example.com*", "crmid=ABC"], Accepted("""{"identityMap":{"EMAIL":[{"id":"ÄRGER@Example.com"}],"crmid":[{"id":"ABC"}]}}""").Identities());

    [Fact]
    public void Identity_NamedTwiceInARecord_IsOne()
    {
        var record = Accepted("""{"identityMap":{"Email":[{"id":"a@x.com"},{"id":"A@X.com"}],"email":[{"id":"a@x.com","primary":true}],"ECID":[{"id":"e"}]}}""");
        Assert.Equal(["Email=a@x.com*", "ECID=e"], record.Identities());
    }

    [Fact]
    public void Identity_WithEscapes_IsReadWithoutThem()
    {
        var record = Accepted("""{"identityMap":{"cr\"m":[{"id":"a\u0000\ud83d\ude00"}]}}""");
        Assert.Equal(["cr\"m=a\0😀*"], record.Identities());
        Assert.Equal(IdentityKey.Of("cr\"m", "a\0😀"), record.GetIdentity(0).Key);
    }

    [Fact]
    public void Keys_OfRecords_AreThoseOfTheirIdentities()
    {
        var payload = Ndjson("""{"identityMap":{"ECID":[{"id":"e1"}],"Email":[{"id":"A@x.com","primary":true}]}}""", """{"identityMap":{"Phone":[{"id":"+1"}]}}""").Payload;

        Assert.Equal(2, payload.GetKeyCount(0));
        Assert.Equal(IdentityKey.Of("email", "a@x.com"), payload.GetKey(0, 0));
        Assert.Equal(IdentityKey.Of("ecid", "e1"), payload.GetKey(0, 1));
        Assert.Equal(1, payload.GetKeyCount(1));
        Assert.Equal(IdentityKey.Of("phone", "+1"), payload.GetKey(1, 0));
        Assert.Equal([payload.GetKey(0, 0), payload.GetKey(0, 1), payload.GetKey(1, 0)], payload.GetAllKeys());
    }

    [Theory]
    [InlineData("""{"a":1}""", "identityMap: it is missing.")]
    [InlineData("""{"identityMap":{}}""", "identityMap: it is missing.")]
    [InlineData("""{"identityMap":null,"identities":[]}""", "identityMap: it is missing.")]
    [InlineData("""{"identityMap":"x"}""", "identityMap: \"x\" is not accepted.")]
    [InlineData("""{"identityMap":{"Email":"ana@example.com"}}""", "identityMap.Email: \"ana@example.com\" is not accepted.")]
    [InlineData("""{"identityMap":{"Email":["ana@example.com"]}}""", "identityMap.Email[0]: \"ana@example.com\" is not accepted.")]
    [InlineData("""{"identityMap":{"ECID":[{"id":"e"},{"id":42}]}}""", "identityMap.ECID[1].id: 42 is not accepted. Accepted: a string that is not empty.")]
    [InlineData("""{"identityMap":{"ECID":[{"id":""}]}}""", "identityMap.ECID[0].id: \"\" is not accepted.")]
    [InlineData("""{"identityMap":{"ECID":[{"primary":true}]}}""", "identityMap.ECID[0].id: it is missing.")]
    [InlineData("""{"identityMap":{"ECID":[{"id":"e","primary":"yes"}]}}""", "identityMap.ECID[0].primary: \"yes\" is not accepted. Accepted: true or false.")]
    [InlineData("""{"identityMap":{"":[{"id":"e"}]}}""", "identityMap: {\"\":[{\"id\":\"e\"}]} is not accepted. Accepted: namespace codes that are not empty.")]
    [InlineData("""{"identities":{}}""", "identities: {} is not accepted.")]
    [InlineData("""{"identities":[{"id":"e"}]}""", "identities[0].namespace.code: it is missing.")]
    [InlineData("""{"identities":[{"id":"e","namespace":"ECID"}]}""", "identities[0].namespace: \"ECID\" is not accepted.")]
    [InlineData("""{"identities":[{"id":"e","namespace":{"code":1}}]}""", "identities[0].namespace.code: 1 is not accepted.")]
    public void Record_WithoutUsableIdentity_IsRefused(string line, string message)
    {
        var rejection = Refused(line);
        Assert.Equal(RecordErrorCodes.IdentityOrTimestamp, rejection.Code);
        Assert.StartsWith(message, rejection.Message, StringComparison.Ordinal);
        Assert.Contains("Accepted: ", rejection.Message, StringComparison.Ordinal);
    }
}
