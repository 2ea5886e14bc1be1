using System.Buffers;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Jobs;

/// <summary>The header under which a repeated POST gives the first job again.</summary>
internal static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";
    public const string ReplayedHeaderName = "Idempotent-Replayed";

    private const int MaxLength = 128;

    private static readonly SearchValues<char> PrintableAscii =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(static code => (char)code)]);

    /// <summary>Returns the key, or null when the header is absent.</summary>
    public static string? Read(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(HeaderName, out var values))
        {
            return null;
        }

        var key = values.ToString().Trim();
        return values.Count == 1 && key.Length is > 0 and <= MaxLength && !key.AsSpan().ContainsAnyExcept(PrintableAscii)
            ? key
            : throw WireFaults.Field(
                HeaderName, $"'{HeaderName}' has {key.Length} characters; accepted are 1 to {MaxLength} printable ASCII characters, once.");
    }
}
