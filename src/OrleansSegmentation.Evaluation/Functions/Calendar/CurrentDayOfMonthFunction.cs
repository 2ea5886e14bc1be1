namespace OrleansSegmentation.Evaluation.Functions.Calendar;

internal sealed class CurrentDayOfMonthFunction() : CurrentDateFunction(
    DatePart.DayOfMonth, "currentDayOfMonth", "Gives the UTC day of the month of the evaluation, 1 to 31.", "currentDayOfMonth() → 18");
