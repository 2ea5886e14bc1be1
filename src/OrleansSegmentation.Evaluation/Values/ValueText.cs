using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansSegmentation.Evaluation.Time;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Text of numbers and Booleans, and numbers and Booleans in text.</summary>
public static class ValueText
{
    /// <summary>Converts to text where text is compared: text itself, numbers as their shortest decimal, Booleans as <c>true</c> or <c>false</c>.</summary>
    /// <returns>False for every other kind.</returns>
    public static bool TryGetText(in PqlValue value, [NotNullWhen(true)] out string? text)
    {
        text = value.Kind switch
        {
            PqlValueKind.String => value.AsString(),
            PqlValueKind.Integer => value.AsInteger().ToString(CultureInfo.InvariantCulture),
            PqlValueKind.Double => value.AsDouble().ToString("R", CultureInfo.InvariantCulture),
            PqlValueKind.Boolean => value.AsBoolean() ? "true" : "false",
            _ => null,
        };
        return text is not null;
    }

    /// <summary>Converts to the key of a map: text, a number, a Boolean, the start of a time, or the first item of a list.</summary>
    /// <returns>False for null, an empty list, and what has no text.</returns>
    public static bool TryGetKey(in PqlValue value, [NotNullWhen(true)] out string? key)
    {
        if (value.Kind == PqlValueKind.Time)
        {
            key = TimeText.Format(value.AsTime());
            return true;
        }

        if (value.Kind != PqlValueKind.List) return TryGetText(value, out key);
        key = null;
        return value.AsList() is { Count: > 0 } items && TryGetKey(items[0], out key);
    }

    /// <summary>Reads the number a text spells: <c>12</c>, <c>-3.5</c>, <c>.75</c>, <c>2E3</c>; no spaces, no plus sign in front.</summary>
    /// <returns>False for other text and for numbers beyond binary64.</returns>
    public static bool TryParseNumber(ReadOnlySpan<char> text, out PqlValue number)
    {
        number = PqlValue.Null;
        if (!IsNumber(text, out var isInteger)) return false;
        if (isInteger && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            number = PqlValue.FromInteger(integer);
            return true;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) return false;
        number = PqlValue.FromDouble(value);
        return true;
    }

    /// <summary>Reads <c>true</c> or <c>false</c> in any letter case.</summary>
    public static bool TryParseBoolean(string text, out bool value)
    {
        value = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    // number = [ "-" ] , ( digits , [ "." , digits ] | "." , digits ) , [ ( "e" | "E" ) , [ "+" | "-" ] , digits ] ;
    private static bool IsNumber(ReadOnlySpan<char> text, out bool isInteger)
    {
        var rest = text.Length > 0 && text[0] == '-' ? text[1..] : text;
        var whole = SkipDigits(ref rest);
        isInteger = whole > 0 && rest.IsEmpty;
        if (rest.Length > 0 && rest[0] == '.')
        {
            rest = rest[1..];
            if (SkipDigits(ref rest) == 0) return false;
        }
        else if (whole == 0)
        {
            return false;
        }

        if (rest.Length > 0 && rest[0] is 'e' or 'E')
        {
            rest = rest[1..];
            if (rest.Length > 0 && rest[0] is '+' or '-') rest = rest[1..];
            if (SkipDigits(ref rest) == 0) return false;
        }

        return rest.IsEmpty;
    }

    private static int SkipDigits(ref ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count])) count++;
        text = text[count..];
        return count;
    }
}
