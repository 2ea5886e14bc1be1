using OrleansSegmentation.Evaluation.Time;

namespace OrleansSegmentation.Evaluation.Functions.Calendar;

/// <summary>A part of a date.</summary>
internal enum DatePart
{
    Year,
    Month,
    DayOfMonth,
}

/// <summary>Reads parts of UTC dates.</summary>
internal static class DateParts
{
    public static int Get(long ms, DatePart part)
    {
        var (year, month, day) = CalendarArithmetic.GetDate(ms);
        return part switch { DatePart.Year => year, DatePart.Month => month, _ => day };
    }
}
