namespace OrleansSegmentation.Cli.Import;

/// <summary>Dataset ids, as the API takes them.</summary>
internal static class DatasetName
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Accepted = "1 to 64 of A-Z, a-z, 0-9, _ and -";

    /// <summary>Tells whether a text is a dataset id.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= 64 && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
