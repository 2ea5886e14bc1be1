using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Tests.Records;

public sealed class IdentityKeyTests
{
    [Theory] // computed with: printf 'email\0ana@example.com' | openssl dgst -sha256 -binary | head -c 16 | basenc --base64url
    [InlineData("email", "ana@example.com", "NzJU7ZEbj1enrh_Dz4-LsQ")]
    [InlineData("ecid", "12345678901234567890123456789012345678", "muY5kDyDKBeiM1-WYbKiTQ")]
    [InlineData("crmid", "C-100042", "21UpRZS7m9kJJMvGherWzg")]
    public void Xid_OfAnIdentity_NeverChanges(string ns, string value, string expected) =>
        Assert.Equal(expected, IdentityKey.Of(ns, value).ToXid());

    [Fact]
    public void Key_NamespaceInAnotherCase_IsTheSame() =>
        Assert.Equal(IdentityKey.Of("ecid", "e-1"), IdentityKey.Of("ECID", "e-1"));

    [Fact]
    public void Key_EmailInAnotherCase_IsTheSame() =>
        Assert.Equal(IdentityKey.Of("Email", "Ana@Example.com"), IdentityKey.Of("email", "ana@example.COM"));

    [Fact]
    public void Key_OtherValueInAnotherCase_IsAnother() =>
        Assert.NotEqual(IdentityKey.Of("crmid", "A"), IdentityKey.Of("crmid", "a"));

    [Fact]
    public void Key_NamespaceAndValueSplitElsewhere_IsAnother() =>
        Assert.NotEqual(IdentityKey.Of("ab", "c"), IdentityKey.Of("a", "bc"));

    [Fact]
    public void Key_ValueLongerThanTheStackBuffer_IsComputed() =>
        Assert.NotEqual(IdentityKey.Of("crmid", new string('x', 5000)), IdentityKey.Of("crmid", new string('x', 5001)));
}
