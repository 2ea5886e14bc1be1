namespace OrleansSegmentation.Profiles.Records;

/// <summary>Why a record cannot be taken.</summary>
/// <param name="Code">One of <see cref="RecordErrorCodes"/>.</param>
/// <param name="Message">The field, its value and what is accepted.</param>
internal sealed record RecordProblem(string Code, string Message)
{
    private const int MaxShownCharacters = 60;

    /// <summary>A field with a value that is not accepted.</summary>
    public static RecordProblem Value(string code, string field, ReadOnlySpan<byte> rawValue, string accepted) =>
        new(code, $"{field}: {Show(rawValue)} is not accepted. Accepted: {accepted}.");

    /// <summary>A field that has to be there.</summary>
    public static RecordProblem Missing(string code, string field, string accepted) =>
        new(code, $"{field}: it is missing. Accepted: {accepted}.");

    /// <summary>Returns the beginning of a JSON value for a message.</summary>
    public static string Show(ReadOnlySpan<byte> rawValue)
    {
        var text = System.Text.Encoding.UTF8.GetString(rawValue[..Math.Min(rawValue.Length, 4 * MaxShownCharacters)]);
        return text.Length <= MaxShownCharacters ? text : text[..MaxShownCharacters] + "…";
    }
}
