using System.Security.Cryptography;
using System.Text;

namespace OrleansSegmentation.Contracts.Sandboxes;

/// <summary>A sandbox: one (organisation, name) pair with data, definitions and jobs of its own.</summary>
/// <param name="SandboxId">Stable id, from <see cref="DeriveId"/>.</param>
/// <param name="OrganizationId">The organisation, an opaque string of 1 to 128 characters.</param>
/// <param name="Name">The header value, <c>^[a-z0-9-]{1,256}$</c>.</param>
/// <param name="Type"><c>production</c> or <c>development</c>.</param>
/// <param name="IsDefault">Whether it is the organisation's default sandbox.</param>
/// <param name="Title">What people call it.</param>
[GenerateSerializer, Immutable, Alias("segmentation.sandbox")]
public sealed record SandboxDescriptor(
    Guid SandboxId, string OrganizationId, string Name, string Type, bool IsDefault, string Title)
{
    /// <summary>Derives a version-4-shaped uuid from SHA-256 of organisation id, NUL and sandbox name, so that ids survive restarts.</summary>
    public static Guid DeriveId(string organizationId, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(organizationId + "\0" + name), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
