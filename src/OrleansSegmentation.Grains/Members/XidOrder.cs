using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Members;

/// <summary>
/// A profile id as a number whose order is the ordinal order of the id's text. The id is base64url, whose alphabet is not in the order of
/// characters, so each of its digits is replaced by the rank of its character.
/// </summary>
internal static class XidOrder
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int DigitBits = 6;
    private const int TailBits = 128 % DigitBits; // the last character holds two bits, and its four values are in order already

    private static readonly byte[] Ranks = [.. Enumerable.Range(0, Alphabet.Length).Select(static digit => (byte)Alphabet.Count(other => other < Alphabet[digit]))];
    private static readonly byte[] Digits = [.. Enumerable.Range(0, Alphabet.Length).Select(static rank => (byte)Array.IndexOf(Ranks, (byte)rank))];

    /// <summary>Returns the number of a profile id.</summary>
    public static UInt128 Of(IdentityKey key) => Translate(key.Value, Ranks);

    /// <summary>Returns the profile id of a number.</summary>
    public static string ToXid(UInt128 order) => new IdentityKey(Translate(order, Digits)).ToXid();

    private static UInt128 Translate(UInt128 value, byte[] table)
    {
        var result = value & ((1u << TailBits) - 1);
        for (var shift = TailBits; shift < 128; shift += DigitBits)
            result |= (UInt128)table[(int)(value >> shift) & (table.Length - 1)] << shift;
        return result;
    }
}
