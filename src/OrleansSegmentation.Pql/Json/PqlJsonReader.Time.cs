using System.Text.Json;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

internal sealed partial class PqlJsonReader
{
    private PqlNode ReadOccurs(JsonElement node, JsonPath path, int depth)
    {
        var timestamp = RequiredNode(node, "timestamp", "occurs", path, depth);
        if (Required(node, "qualification", "occurs", path) is not { } tail
            || ReadQualification(tail, path.Property("qualification"), depth + 1) is not { } qualification) return NodeBuilder.Invalid(default);
        return _builder.Occurs(timestamp, qualification, default, path.Property("timestamp"));
    }

    private TimeQualificationNode? ReadQualification(JsonElement node, JsonPath path, int depth)
    {
        if (!IsNode(node, "timeQualification", path) || Required(node, "times", "timeQualification", path) is not { } timesElement) return null;
        var (symbol, amount, word) = (Optional(node, "comparison"), Optional(node, "duration"), Optional(node, "direction"));
        var comparison = symbol is null ? null : ReadComparison(symbol.Value, path.Property("comparison"));
        var duration = amount is null ? null : ReadDuration(amount.Value, path.Property("duration"));
        var direction = word is null ? null : ReadDirection(word.Value, path.Property("direction"));
        var times = ReadTimes(timesElement, path.Property("times"), depth + 1);

        if (symbol is null != amount is null)
            Report(path, PqlDiagnostics.MissingField(symbol is null ? "comparison" : "duration", "timeQualification"));
        else if (symbol is not null && word is null)
            Report(path, PqlDiagnostics.MissingField("direction", "timeQualification"));
        else if (times is RangeNode && word is not null)
            Report(path.Property("times"), PqlDiagnostics.WrongField("one time, because a direction is given", "range"));
        return new TimeQualificationNode(comparison, duration, direction, times);
    }

    private PqlNode ReadTimes(JsonElement node, JsonPath path, int depth)
    {
        if (depth > PqlLimits.Nesting) return Report(path, PqlDiagnostics.NestedTooDeeply());
        if (NodeType(node, path) != "range") return ReadTime(node, path, depth);
        var from = Required(node, "from", "range", path) is { } first ? ReadTime(first, path.Property("from"), depth + 1) : NodeBuilder.Invalid(default);
        var to = Required(node, "to", "range", path) is { } last ? ReadTime(last, path.Property("to"), depth + 1) : NodeBuilder.Invalid(default);
        return new RangeNode(from, to);
    }

    // A place where, unlike anywhere else, a literal may be a period.
    private PqlNode ReadTime(JsonElement node, JsonPath path, int depth)
    {
        if (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("nodeType", out var type)
            && type.ValueKind == JsonValueKind.String && type.ValueEquals("literal"))
        {
            var literal = ReadLiteral(node, path, acceptsPeriod: true);
            _builder.CheckTime(literal, path);
            return literal;
        }

        return ReadNode(node, path, depth);
    }

    private PqlComparison? ReadComparison(JsonElement node, JsonPath path)
    {
        if (ReadConstant(node, "Comparison", path) is not { } symbol) return null;
        if (TimeWords.TryComparison(symbol, out var comparison)) return comparison;
        Report(path, PqlDiagnostics.WrongField("<, <=, >, >=, = or !=", symbol));
        return null;
    }

    private PqlTimeDirection? ReadDirection(JsonElement node, JsonPath path)
    {
        if (ReadConstant(node, "TimeDirection", path) is not { } word) return null;
        if (TimeWords.TryDirection(word, out var direction)) return direction;
        Report(path, PqlDiagnostics.WrongField("before, after or from", word));
        return null;
    }

    private PqlDuration? ReadDuration(JsonElement node, JsonPath path)
    {
        if (!IsNode(node, "duration", path)) return null;
        var count = Required(node, "count", "duration", path) is { } amount ? ReadCount(amount, path.Property("count")) : null;
        if (Required(node, "unit", "duration", path) is not { } unitElement
            || ReadConstant(unitElement, "TimeUnit", path.Property("unit")) is not { } word) return null;
        if (TimeWords.TryUnit(word, out var unit, out _)) return count is null ? null : new PqlDuration(count.Value, unit);
        Report(path.Property("unit"), PqlDiagnostics.UnknownUnit($"'{word}'"));
        return null;
    }

    /// <summary>Reads a count as a plain number or as an Integer literal.</summary>
    private long? ReadCount(JsonElement node, JsonPath path)
    {
        if (node.ValueKind == JsonValueKind.Object)
        {
            if (!IsNode(node, "literal", path) || Required(node, "value", "literal", path) is not { } value) return null;
            path = path.Property("value");
            node = value;
        }

        if (ReadInteger(node, path) is not { Value: long count }) return null;
        if (count >= 0) return count;
        Report(path, PqlDiagnostics.AmountNotInteger($"{count}"));
        return null;
    }

    /// <summary>Reads the value of a literal of one of the types that occur only in time tails.</summary>
    private string? ReadConstant(JsonElement node, string literalType, JsonPath path)
    {
        if (node.ValueKind == JsonValueKind.String) return node.GetString();
        if (!IsNode(node, "literal", path)) return null;
        if (Optional(node, "literalType") is { } type && Text(type, path.Property("literalType")) is { } found
            && !found.Equals(literalType, StringComparison.OrdinalIgnoreCase))
        {
            Report(path.Property("literalType"), PqlDiagnostics.UnknownLiteralType(found, literalType));
            return null;
        }

        return Required(node, "value", "literal", path) is { } value ? Text(value, path.Property("value")) : null;
    }
}
