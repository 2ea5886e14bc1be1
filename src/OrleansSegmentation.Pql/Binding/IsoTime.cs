using System.Text.RegularExpressions;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Recognises the ISO 8601 times a string literal may hold.</summary>
internal static partial class IsoTime
{
    /// <summary>
    /// Whether the text is <c>YYYY-MM-DD</c>, optionally with <c>Thh:mm[:ss[.fff]]</c> (or a space for T) and then <c>Z</c>,
    /// <c>±hh:mm</c>, <c>±hhmm</c> or nothing, and the date exists.
    /// </summary>
    public static bool IsTime(string text)
    {
        if (text.Length > 64 || Pattern().Match(text) is not { Success: true } match) return false;
        int Part(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, provider: null) : 0;
        return IsDate(Part("year"), Part("month"), Part("day"))
            && Part("hour") < 24 && Part("minute") < 60 && Part("second") < 60 && Part("offsetHour") < 24 && Part("offsetMinute") < 60;
    }

    /// <summary>Whether the date exists in the years 1 to 9999.</summary>
    public static bool IsDate(long year, long month, long day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)year, (int)month);

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})([T ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2})(\.[0-9]+)?)?(Z|[+-](?<offsetHour>[0-9]{2}):?(?<offsetMinute>[0-9]{2}))?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
