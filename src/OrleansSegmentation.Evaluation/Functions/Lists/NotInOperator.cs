using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class NotInOperator() : MembershipOperator(
    "notIn", "Tells whether value and list are both present and no item equals the value.",
    "False if the value or the list is null; true for an empty list.",
    "4 notIn loyalty.scores → true")
{
    protected override bool Test(in PqlValue value, IReadOnlyList<PqlValue> list) => !value.IsNull && !ValueComparison.IsIn(value, list);
}
