namespace OrleansSegmentation.Evaluation.Functions.Calendar;

internal sealed class CurrentMonthFunction() : CurrentDateFunction(
    DatePart.Month, "currentMonth", "Gives the UTC month of the evaluation, 1 to 12.", "currentMonth() → 3");
