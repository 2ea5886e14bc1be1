using System.Buffers;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>The rule for dataset ids.</summary>
public static class DatasetId
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Accepted = "1 to 64 characters of A-Z, a-z, 0-9, '_' and '-'";

    private const int MaxLength = 64;

    private static readonly SearchValues<byte> AllowedBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);

    private static readonly SearchValues<char> AllowedCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Returns whether the text is a dataset id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(AllowedCharacters);

    /// <summary>Returns whether the UTF-8 text is a dataset id.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length is > 0 and <= MaxLength && !utf8.ContainsAnyExcept(AllowedBytes);
}
