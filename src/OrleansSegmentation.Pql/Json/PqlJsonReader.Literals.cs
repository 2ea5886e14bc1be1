using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

internal sealed partial class PqlJsonReader
{
    private const string LiteralTypes = "String, Boolean, Integer, Double, Number, List, Timestamp, Null, XDMObject";

    private PqlNode ReadLiteral(JsonElement node, JsonPath path, bool acceptsPeriod)
    {
        var type = Optional(node, "literalType") is { } typeName ? Text(typeName, path.Property("literalType")) : "";
        if (type is null) return NodeBuilder.Invalid(default);
        var hasValue = node.TryGetProperty("value", out var value);
        if (!hasValue && !type.Equals("null", StringComparison.OrdinalIgnoreCase))
            return Report(path, PqlDiagnostics.MissingField("value", "literal"));

        var valuePath = path.Property("value");
        return type.ToLowerInvariant() switch
        {
            "" => ReadInferred(value, valuePath),
            "string" => Text(value, valuePath) is { } text ? new LiteralNode(PqlLiteralKind.String, text) : NodeBuilder.Invalid(default),
            "boolean" when value.ValueKind is JsonValueKind.True or JsonValueKind.False =>
                new LiteralNode(PqlLiteralKind.Boolean, value.ValueKind == JsonValueKind.True),
            "boolean" => Report(valuePath, PqlDiagnostics.WrongField("true or false", value.GetRawText())),
            "integer" => ReadInteger(value, valuePath),
            "double" => ReadDouble(value, valuePath),
            "number" => ReadNumber(value, valuePath),
            "list" => ReadList(value, valuePath),
            "timestamp" => ReadTimestamp(value, valuePath, acceptsPeriod),
            "null" when !hasValue || value.ValueKind == JsonValueKind.Null => new LiteralNode(PqlLiteralKind.Null, null),
            "null" => Report(valuePath, PqlDiagnostics.WrongField("null", value.GetRawText())),
            "xdmobject" when value.ValueKind == JsonValueKind.String && value.ValueEquals("profile") => new RootNode(),
            "xdmobject" => Report(valuePath, PqlDiagnostics.WrongField("'profile'", value.GetRawText())),
            "querystring" => Report(path, PqlDiagnostics.ForeignQuery()),
            _ => Report(path.Property("literalType"), PqlDiagnostics.UnknownLiteralType(type, LiteralTypes)),
        };
    }

    private PqlNode ReadInferred(JsonElement value, JsonPath path) => value.ValueKind switch
    {
        JsonValueKind.Null => new LiteralNode(PqlLiteralKind.Null, null),
        JsonValueKind.String => new LiteralNode(PqlLiteralKind.String, value.GetString()),
        JsonValueKind.True or JsonValueKind.False => new LiteralNode(PqlLiteralKind.Boolean, value.ValueKind == JsonValueKind.True),
        JsonValueKind.Number when value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') => ReadDouble(value, path),
        JsonValueKind.Number => ReadInteger(value, path),
        JsonValueKind.Array => ReadList(value, path),
        _ => Report(path, PqlDiagnostics.WrongField("a string, a number, true, false, null or an array", value.GetRawText())),
    };

    private LiteralNode ReadInteger(JsonElement value, JsonPath path)
    {
        if (NumberText(value, path) is not { } text) return NodeBuilder.Invalid(default);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return new LiteralNode(PqlLiteralKind.Integer, integer);
        if (TryDouble(text, out var number) && double.IsInteger(number))
        {
            // 6.0 and 6e2 are whole; what has no double that can tell its neighbours apart is out of range.
            return Math.Abs(number) <= 1L << 53
                ? new LiteralNode(PqlLiteralKind.Integer, (long)number)
                : Report(path, PqlDiagnostics.IntegerTooLarge(text));
        }

        return Report(path, PqlDiagnostics.WrongField("an integer", text));
    }

    private LiteralNode ReadDouble(JsonElement value, JsonPath path)
    {
        if (NumberText(value, path) is not { } text) return NodeBuilder.Invalid(default);
        return TryDouble(text, out var number)
            ? new LiteralNode(PqlLiteralKind.Double, number)
            : Report(path, PqlDiagnostics.WrongField("a number in the range of a double", text));
    }

    private LiteralNode ReadNumber(JsonElement value, JsonPath path)
    {
        if (NumberText(value, path) is not { } text) return NodeBuilder.Invalid(default);
        return TryDouble(text, out var number) && double.IsInteger(number) && Math.Abs(number) <= long.MaxValue
            ? ReadInteger(value, path)
            : ReadDouble(value, path);
    }

    // "6" for 6 occurs in old payloads.
    private string? NumberText(JsonElement value, JsonPath path)
    {
        if (value.ValueKind == JsonValueKind.Number) return value.GetRawText();
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Report(path, PqlDiagnostics.WrongField("a number", value.GetRawText()));
        return null;
    }

    private static bool TryDouble(string text, out double number) =>
        double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private LiteralNode ReadList(JsonElement value, JsonPath path)
    {
        if (value.ValueKind != JsonValueKind.Array) return Report(path, PqlDiagnostics.WrongField("an array", value.GetRawText()));
        var items = ImmutableArray.CreateBuilder<LiteralNode>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind is JsonValueKind.Array or JsonValueKind.Object) return Report(path.Item(items.Count), PqlDiagnostics.NestedList());
            items.Add((LiteralNode)ReadInferred(item, path.Item(items.Count)));
        }

        return _builder.List(items.MoveToImmutable(), default, path);
    }

    private LiteralNode ReadTimestamp(JsonElement value, JsonPath path, bool acceptsPeriod)
    {
        if (Text(value, path) is not { } text) return NodeBuilder.Invalid(default);
        if (!TimeWords.TryTimestamp(text, out var timestamp))
            return Report(path, PqlDiagnostics.WrongField("now, today, yesterday, tomorrow or a period such as 'last month'", text));
        if (TimeWords.IsPeriod(timestamp) && !acceptsPeriod) return Report(path, PqlDiagnostics.PeriodOutsideTail(timestamp));
        return new LiteralNode(PqlLiteralKind.Timestamp, timestamp);
    }
}
