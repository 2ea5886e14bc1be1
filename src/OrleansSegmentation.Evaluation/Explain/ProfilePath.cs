using System.Globalization;
using OrleansSegmentation.Pql.Syntax;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Writes paths of a profile.</summary>
internal static class ProfilePath
{
    /// <summary>The property that holds the events.</summary>
    public const string Events = "xEvent";

    /// <summary>How the profile as a whole is called.</summary>
    public const string Whole = "profile";

    public static string Field(string path, string name)
    {
        var schema = name.IndexOf("@{", StringComparison.Ordinal); // a step over a relationship is shown as it is written
        var written = schema < 0 ? name : name[..schema];
        var text = (path.Length == 0 ? NameText.Bare(written) : NameText.AfterDot(written)) + (schema < 0 ? "" : name[schema..]);
        return path.Length == 0 ? text : $"{path}.{text}";
    }

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    public static string Shown(string path) => path.Length == 0 ? Whole : path;

    public static bool IsEvents(string? path) => path is not null && path.StartsWith(Events, StringComparison.Ordinal);
}
