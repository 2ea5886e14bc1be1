using System.Buffers.Binary;
using System.Buffers.Text;

namespace OrleansSegmentation.Grains.Members;

/// <summary>Where a page ended. Opaque to callers.</summary>
/// <param name="JobId">The job whose result is read.</param>
/// <param name="IsExited">Whether former members are read.</param>
/// <param name="After">The last profile of the page, as its <see cref="XidOrder"/>.</param>
internal readonly record struct MemberToken(Guid JobId, bool IsExited, UInt128 After)
{
    private const int SizeBytes = 33;

    /// <summary>Reads a token; null when the text is none.</summary>
    public static MemberToken? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        return Base64Url.IsValid(text, out var length) && length == SizeBytes && Base64Url.TryDecodeFromChars(text, bytes, out _) && bytes[32] <= 1
            ? new MemberToken(new Guid(bytes[..16], bigEndian: true), bytes[32] == 1, BinaryPrimitives.ReadUInt128BigEndian(bytes[16..32]))
            : null;
    }

    /// <summary>Returns the token as text.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        JobId.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..32], After);
        bytes[32] = IsExited ? (byte)1 : (byte)0;
        return Base64Url.EncodeToString(bytes);
    }
}
