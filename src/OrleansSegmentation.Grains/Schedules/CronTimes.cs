using System.Globalization;
using Quartz;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>The planned times of a cron expression in UTC, in whole seconds. Immutable.</summary>
/// <remarks>The grammar and its calendar are Quartz's; here is only what this API adds: the number of fields, the two day fields, the years.</remarks>
internal sealed class CronTimes
{
    private const int DayOfMonth = 3;
    private const int DayOfWeek = 5;
    private const int Year = 6;
    private const int FirstYear = 1970;
    private const int LastYear = 2099;
    private const string Accepted = "seconds minutes hours day-of-month month day-of-week [year], such as 0 30 2 * * ?";

    private static readonly char[] Blanks = [' ', '\t'];

    private readonly CronExpression _expression;

    private CronTimes(CronExpression expression) => _expression = expression;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="problem">Why it is none; null when it is one.</param>
    public static CronTimes? Parse(string text, out string? problem)
    {
        var fields = text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        problem = FindProblem(fields);
        if (problem is not null) return null;
        if (fields[DayOfMonth] == "*" && fields[DayOfWeek] == "*") fields[DayOfWeek] = "?";
        try
        {
            return new CronTimes(new CronExpression(string.Join(' ', fields), TimeZoneInfo.Utc));
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
            return null;
        }
    }

    /// <summary>Reads an expression that was accepted before.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static CronTimes Parse(string text) => Parse(text, out var problem) ?? throw new FormatException(problem);

    /// <summary>Returns the first planned time after an instant, ms since 1970; null when there is none.</summary>
    public long? NextAfter(long ms) => _expression.GetNextValidTimeAfter(DateTimeOffset.FromUnixTimeMilliseconds(ms))?.ToUnixTimeMilliseconds();

    /// <summary>Returns the last planned time at or before an instant, ms since 1970; null when there is none.</summary>
    public long? LastUntil(long ms) => _expression.GetPreviousValidTimeBefore(DateTimeOffset.FromUnixTimeMilliseconds(ms + 1))?.ToUnixTimeMilliseconds();

    /// <summary>Returns the gaps between the next planned times, ms.</summary>
    /// <param name="ms">After when.</param>
    /// <param name="count">How many planned times to look at.</param>
    public IReadOnlyList<long> GapsAfter(long ms, int count)
    {
        var gaps = new List<long>();
        var last = NextAfter(ms);
        for (var i = 1; i < count && last is { } time; i++)
        {
            last = NextAfter(time);
            if (last is { } next) gaps.Add(next - time);
        }

        return gaps;
    }

    private static string? FindProblem(string[] fields)
    {
        if (fields.Length is not (Year or Year + 1))
            return string.Create(CultureInfo.InvariantCulture, $"It has {fields.Length} fields; 6 or 7 are accepted: {Accepted}.");

        var isDayOfMonthOpen = fields[DayOfMonth] == "?";
        if (isDayOfMonthOpen == (fields[DayOfWeek] == "?") && (isDayOfMonthOpen || fields[DayOfMonth] != "*" || fields[DayOfWeek] != "*"))
        {
            return $"Day of month is '{fields[DayOfMonth]}' and day of week is '{fields[DayOfWeek]}'; exactly one of them must be '?', or both '*'.";
        }

        return fields.Length == Year ? null : FindYearProblem(fields[Year]);
    }

    private static string? FindYearProblem(string field)
    {
        // A number after a slash is a step, not a year.
        foreach (var part in field.Split(',').SelectMany(static part => part.Split('/')[0].Split('-')))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is < FirstYear or > LastYear)
                return string.Create(CultureInfo.InvariantCulture, $"Year is '{part}'; {FirstYear} to {LastYear} are accepted.");
        }

        return null;
    }
}
