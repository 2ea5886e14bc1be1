namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>A record that was not taken, by this program or by the server.</summary>
/// <param name="Place">Where it stands in the file.</param>
/// <param name="Code">The code of the API.</param>
/// <param name="Message">The field or column, its value and what is accepted.</param>
internal sealed record RecordRejection(RecordPlace Place, string Code, string Message)
{
    /// <summary>The code of a value or record that has the wrong form.</summary>
    public const string Shape = "SEG-ING001-400";

    /// <summary>The code of a record without a usable identity or timestamp.</summary>
    public const string IdentityOrTimestamp = "SEG-ING003-400";
}
