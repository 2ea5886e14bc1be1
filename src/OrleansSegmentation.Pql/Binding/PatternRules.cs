using System.Text.RegularExpressions;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Which regular expressions are accepted. The documented syntax is Java's; what .NET does not have is refused with a reason.</summary>
public static class PatternRules
{
    /// <summary>Returns what is wrong with a pattern, for its author, or null.</summary>
    public static string? Check(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        // .NET would read Java's class intersection as ordinary characters and so silently match something else.
        if (pattern.Contains("&&[", StringComparison.Ordinal)) return "intersections of character classes (&&) are not supported.";
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return null;
        }
        catch (RegexParseException exception)
        {
            return exception.Error switch
            {
                RegexParseError.NestedQuantifiersNotParenthesized =>
                    $"possessive quantifiers such as a++ are not supported (at {exception.Offset}). Write an atomic group: (?>a+).",
                RegexParseError.UnrecognizedUnicodeProperty or RegexParseError.InvalidUnicodePropertyEscape or RegexParseError.MalformedUnicodePropertyEscape =>
                    $"this character property is not supported (at {exception.Offset}). Accepted: Unicode categories and blocks such as \\p{{L}}, \\p{{Lu}}, \\p{{IsGreek}}; \\p{{javaX}} and POSIX classes are not.",
                _ => $"{Describe(exception.Error)} (at {exception.Offset}).",
            };
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    // UnescapedEndingBackslash -> "unescaped ending backslash"
    private static string Describe(RegexParseError error) =>
        string.Concat(error.ToString().Select((letter, index) => char.IsUpper(letter) && index > 0 ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}
