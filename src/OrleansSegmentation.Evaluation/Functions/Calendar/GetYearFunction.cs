namespace OrleansSegmentation.Evaluation.Functions.Calendar;

internal sealed class GetYearFunction() : DatePartFunction(
    DatePart.Year, "getYear", "Gives the UTC year in which a time starts.", "person.birthDate.getYear() → 1990");
