using System.Globalization;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <content>Comparisons: one value has to change, a count by as many as are missing.</content>
internal sealed partial class NearestMissFinder
{
    private Miss FindComparison(ApplyNode call, TracedScope scope, bool wanted)
    {
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        var isMirrored = !NodeShape.DependsOnProfile(left);
        var (subject, other) = isMirrored ? (right, left) : (left, right);
        var comparison = isMirrored ? Mirror(call.Function) : call.Function;
        var limit = tracer.Evaluate(other, scope);
        if (subject is ApplyNode { Function: "count" } && limit.IsNumber) return FindCount(subject, comparison, limit, other, scope, wanted);

        var value = tracer.Trace(subject, scope);
        if (value.IsList || limit.Kind == PqlValueKind.List) return Miss.Of(_text.Change(subject, value, $"{comparison} {_text.Operand(other, scope)}", wanted));
        if (!wanted) return Miss.Of(_text.Change(subject, value, $"{Negate(comparison)} {_text.Operand(other, scope)}"));
        if (!limit.IsNull) return Miss.Of(_text.Change(subject, value, $"{(comparison == "!=" ? "a value " : "")}{comparison} {_text.Operand(other, scope)}"));

        // The other side has no value either: both have to change.
        if (!NodeShape.DependsOnProfile(other)) return Miss.Impossible;
        var missing = Miss.Of(_text.Change(other, tracer.Trace(other, scope), "a value"));
        return missing.And(Miss.Of(_text.Change(subject, value, $"{comparison} {source.TextOf(other)}")));
    }

    private Miss FindCount(PqlNode count, string comparison, in PqlValue limit, PqlNode other, TracedScope scope, bool wanted)
    {
        var current = tracer.Evaluate(count, scope);
        var effective = wanted ? comparison : Negate(comparison);
        var bound = limit.AsDouble();
        var target = effective switch
        {
            ">=" => Math.Ceiling(bound),
            ">" => Math.Floor(bound) + 1,
            "<=" => Math.Floor(bound),
            "<" => Math.Ceiling(bound) - 1,
            "=" => bound == Math.Floor(bound) ? bound : -1,
            _ => current.AsInteger() + 1.0,
        };
        if (target < 0 || !(target < long.MaxValue)) return Miss.Impossible;
        var missing = Math.Max(1, Math.Abs((long)target - current.AsInteger()));
        var shown = NodeShape.DependsOnProfile(other) ? _text.Operand(other, scope) : limit.ToString();
        var required = string.Create(CultureInfo.InvariantCulture, $"{effective} {shown}");
        return Miss.Of(new NearestMissChange(source.TextOf(count), current, required), missing);
    }

    private static string Mirror(string comparison) => comparison switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        _ => comparison,
    };

    private static string Negate(string comparison) => comparison switch
    {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "=" => "!=",
        _ => "=",
    };
}
