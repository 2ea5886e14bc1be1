using System.Numerics;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Who a sample profile is: what its identities and several of its attributes are made of.</summary>
internal readonly struct SamplePerson
{
    private readonly long _index;
    private readonly ulong _device;

    /// <summary>Draws a person.</summary>
    public SamplePerson(long index, ref SeededRandom random)
    {
        _index = index;
        _device = random.NextUInt64();
        Identities = SampleIdentityChoice.Draw(ref random);
        FirstName = random.Next(SampleNames.FirstNames.Length);
        LastName = random.Next(SampleNames.LastNames.Length);
        Domain = random.Next(SampleNames.EmailDomains.Length);
    }

    public SampleIdentities Identities { get; }

    public int IdentityCount => BitOperations.PopCount((uint)Identities);

    public int FirstName { get; }

    public int LastName { get; }

    private int Domain { get; }

    /// <summary>Gets the identity that is primary.</summary>
    public SampleIdentities StrongestIdentity =>
        Identities.HasFlag(SampleIdentities.CrmId) ? SampleIdentities.CrmId
        : Identities.HasFlag(SampleIdentities.Email) ? SampleIdentities.Email
        : Identities.HasFlag(SampleIdentities.Phone) ? SampleIdentities.Phone
        : SampleIdentities.Ecid;

    public ReadOnlySpan<byte> WriteCrmId(Span<byte> text) => SampleText.WriteNumbered(text, "C-"u8, 100_000 + _index, 0);

    public ReadOnlySpan<byte> WritePhone(Span<byte> text) => SampleText.WriteNumbered(text, "+1555"u8, _index, 9);

    /// <summary>Writes the ECID of one of the person's devices: 38 digits.</summary>
    public ReadOnlySpan<byte> WriteEcid(Span<byte> text, int device)
    {
        const ulong NineteenDigits = 10_000_000_000_000_000_000;
        var upper = SampleText.WriteNumbered(text, default, (long)((_device + (ulong)device) % (NineteenDigits / 2)), 19);
        var lower = SampleText.WriteNumbered(text[upper.Length..], default, _index, 19);
        return text[..(upper.Length + lower.Length)];
    }

    /// <summary>Writes an e-mail address nobody else has.</summary>
    public ReadOnlySpan<byte> WriteEmail(Span<byte> text)
    {
        var length = Put(text, SampleAddressParts.FirstNames[FirstName]);
        text[length++] = (byte)'.';
        length += Put(text[length..], SampleAddressParts.LastNames[LastName]);
        length += SampleText.WriteNumbered(text[length..], default, _index, 0).Length;
        text[length++] = (byte)'@';
        return text[..(length + Put(text[length..], SampleAddressParts.Domains[Domain]))];
    }

    private static int Put(Span<byte> text, byte[] part)
    {
        part.CopyTo(text);
        return part.Length;
    }
}
