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
    private const int MaxNumber = 59;
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
    public long? NextAfter(long ms) => Find(_expression.GetNextValidTimeAfter, ms);

    /// <summary>Returns the last planned time at or before an instant, ms since 1970; null when there is none.</summary>
    public long? LastUntil(long ms) => Find(_expression.GetPreviousValidTimeBefore, ms + 1);

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

    private static long? Find(Func<DateTimeOffset, DateTimeOffset?> find, long ms)
    {
        try
        {
            return find(DateTimeOffset.FromUnixTimeMilliseconds(ms))?.ToUnixTimeMilliseconds();
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // it looked beyond the years that .NET has
        }
    }

    private static string? FindProblem(string[] fields)
    {
        if (fields.Length is not (Year or Year + 1))
            return string.Create(CultureInfo.InvariantCulture, $"It has {fields.Length} fields; 6 or 7 are accepted: {Accepted}.");

        // Quartz itself takes 98 and 99 in some fields for signs of its own.
        if (fields.Take(Year).FirstOrDefault(static field => NumbersOf(field).Any(static number => number > MaxNumber)) is { } large)
            return string.Create(CultureInfo.InvariantCulture, $"The field '{large}' has a number above {MaxNumber}.");
        if (fields.FirstOrDefault(static field => field.Split(',').Contains("")) is { } gap) return $"The field '{gap}' has an empty item in its list.";
        var isDayOfMonthOpen = fields[DayOfMonth] == "?";
        if (isDayOfMonthOpen == (fields[DayOfWeek] == "?") && (isDayOfMonthOpen || fields[DayOfMonth] != "*" || fields[DayOfWeek] != "*"))
        {
            return $"Day of month is '{fields[DayOfMonth]}' and day of week is '{fields[DayOfWeek]}'; exactly one of them must be '?', or both '*'.";
        }

        return fields.Length == Year ? null : FindYearProblem(fields[Year]);
    }

    private static IEnumerable<ulong> NumbersOf(string field)
    {
        ulong? number = null;
        foreach (var letter in field)
        {
            if (char.IsAsciiDigit(letter))
            {
                number = Math.Min(((number ?? 0) * 10) + (ulong)(letter - '0'), uint.MaxValue);
                continue;
            }

            if (number is { } ended) yield return ended;
            number = null;
        }

        if (number is { } last) yield return last;
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
