namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class InOperator() : MembershipOperator(
    isNegative: false, "in", "Tells whether some item of the list equals the value; items are converted to the type of the value.",
    "False if the value or the list is null; null items never match.",
    "3 in loyalty.scores → true");
