namespace OrleansSegmentation.Evaluation.Functions.Calendar;

internal sealed class CurrentYearFunction() : CurrentDateFunction(
    DatePart.Year, "currentYear", "Gives the UTC year of the evaluation.", "currentYear() → 2026");
