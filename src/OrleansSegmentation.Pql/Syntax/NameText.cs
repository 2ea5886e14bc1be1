using System.Text;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>How names are written in text.</summary>
public static class NameText
{
    /// <summary>Returns a name that starts a path, or a variable: in backquotes where the plain word would mean something else.</summary>
    public static string Bare(string name) => IsRegular(name) && !Keywords.NeedsBackquotes(name) ? name : Quoted(name);

    /// <summary>Returns a name that follows a dot, where every word is a name.</summary>
    public static string AfterDot(string name) => IsRegular(name) ? name : Quoted(name);

    private static bool IsRegular(string name)
    {
        var isFirst = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value != '_' && !(isFirst ? Rune.IsLetter(rune) : Rune.IsLetterOrDigit(rune))) return false;
            isFirst = false;
        }

        return !isFirst;
    }

    private static string Quoted(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
