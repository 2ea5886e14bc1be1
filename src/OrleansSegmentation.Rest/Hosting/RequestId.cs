using System.Buffers;
using System.Security.Cryptography;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>The <c>x-request-id</c> of a call: the caller's if it is well-formed, else a new one.</summary>
internal static class RequestId
{
    public const string HeaderName = "x-request-id";

    private const int MaxLength = 64;
    private const int GeneratedLength = 32;
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphanumerics + "._:-");

    public static string From(string? sent) =>
        sent is { Length: > 0 and <= MaxLength } && !sent.AsSpan().ContainsAnyExcept(Allowed)
            ? sent
            : RandomNumberGenerator.GetString(Alphanumerics, GeneratedLength);
}
