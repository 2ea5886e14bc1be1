namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class NotInOperator() : MembershipOperator(
    isNegative: true, "notIn", "Tells whether value and list are both present and no item equals the value.",
    "False if the value or the list is null; true for an empty list.",
    "4 notIn loyalty.scores → true");
