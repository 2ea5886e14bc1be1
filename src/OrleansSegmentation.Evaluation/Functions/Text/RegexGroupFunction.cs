using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class RegexGroupFunction() : PqlFunction(new(
    "regexGroup", CallStyle.Method,
    [Parameter("text", ParameterKind.Text), Parameter("pattern", ParameterKind.Pattern), Parameter("group", ParameterKind.Number)], 2, IsVariadic: false,
    "Gives the text of a group of the first match of a regular expression: 0 is the whole match, 1 the default.",
    "Null if there is no match or no such group, or an argument is null. A list gives the list of its texts' groups.",
    "personalEmail.address.regexGroup(\"(\\\\w+)@\", 1) → \"Silva\""))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        var (text, pattern) = (call.Evaluate(0), call.Evaluate(1));
        var group = call.Count > 2 ? call.Evaluate(2) : PqlValue.FromInteger(1);
        if (pattern.Kind != PqlValueKind.String || group.Kind != PqlValueKind.Integer) return PqlValue.Null;
        return call.Context.Patterns.GetRegex(pattern.AsString()) is { } regex ? Find(text, regex, group.AsInteger()) : PqlValue.Null;
    }

    private static PqlValue Find(in PqlValue text, PqlRegex regex, long group)
    {
        if (text.Kind == PqlValueKind.String) return PqlValue.FromString(regex.FindGroup(text.AsString(), group));
        if (text.Kind != PqlValueKind.List) return PqlValue.Null;
        var items = text.AsList();
        var groups = new List<PqlValue>(items.Count);
        for (var i = 0; i < items.Count; i++) PropertyStep.Append(Find(items[i], regex, group), groups);
        return PqlValue.FromList(groups);
    }
}
