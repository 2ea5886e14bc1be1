namespace OrleansSegmentation.Evaluation.Functions.Calendar;

internal sealed class GetMonthFunction() : DatePartFunction(
    DatePart.Month, "getMonth", "Gives the UTC month in which a time starts, 1 to 12.", "person.birthDate.getMonth() → 6");
