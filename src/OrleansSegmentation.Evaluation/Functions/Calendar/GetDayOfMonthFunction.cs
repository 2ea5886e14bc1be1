namespace OrleansSegmentation.Evaluation.Functions.Calendar;

internal sealed class GetDayOfMonthFunction() : DatePartFunction(
    DatePart.DayOfMonth, "getDayOfMonth", "Gives the UTC day of the month on which a time starts, 1 to 31.", "loyalty.joinDate.getDayOfMonth() → 29");
