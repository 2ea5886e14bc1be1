using CsCheck;
using OrleansSegmentation.Grains.Members;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.Members;

public sealed class XidOrderTests
{
    private static readonly Gen<UInt128> Values = Gen.Select(Gen.ULong, Gen.ULong, static (upper, lower) => new UInt128(upper, lower));

    [Fact]
    public void Of_TwoKeys_OrdersAsTheirTexts() => Gen.Select(Values, Values, Gen.Int[0, 127]).Sample(static (one, other, bit) =>
    {
        Check(one, other);
        Check(one, one ^ (UInt128.One << bit)); // near ones too
    });

    [Fact]
    public void ToXid_OfAnOrder_IsTheTextOfTheKey() => Values.Sample(static value =>
    {
        var key = new IdentityKey(value);
        Assert.Equal(key.ToXid(), XidOrder.ToXid(XidOrder.Of(key)));
    });

    [Fact]
    public void Token_WrittenAndRead_IsTheSame() => Gen.Select(Gen.Guid, Gen.Bool, Values).Sample(static (job, isExited, after) =>
        Assert.Equal(new MemberToken(job, isExited, after), MemberToken.Parse(new MemberToken(job, isExited, after).ToString())));

    [Theory]
    [InlineData("x"), InlineData("AAAA"), InlineData("größe"), InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC")]
    public void Token_FromOtherText_IsNone(string text) => Assert.Null(MemberToken.Parse(text));

    private static void Check(UInt128 one, UInt128 other)
    {
        var (left, right) = (new IdentityKey(one), new IdentityKey(other));
        Assert.Equal(Math.Sign(string.CompareOrdinal(left.ToXid(), right.ToXid())), XidOrder.Of(left).CompareTo(XidOrder.Of(right)));
    }
}
