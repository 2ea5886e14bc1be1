using System.Text.Json;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

// Access to fields: what is missing or has the wrong JSON type is reported with its path. Unknown fields are ignored.
internal sealed partial class PqlJsonReader
{
    /// <summary>Returns a field, or null when it is absent or JSON null.</summary>
    private static JsonElement? Optional(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement? Required(JsonElement node, string name, string nodeType, JsonPath path)
    {
        var value = Optional(node, name);
        if (value is null) Report(path, PqlDiagnostics.MissingField(name, nodeType));
        return value;
    }

    private PqlNode RequiredNode(JsonElement node, string name, string nodeType, JsonPath path, int depth) =>
        Required(node, name, nodeType, path) is { } value
            ? ReadNode(value, path.Property(name), depth + 1)
            : NodeBuilder.Invalid(default);

    private string? RequiredName(JsonElement node, string name, string nodeType, JsonPath path) =>
        Required(node, name, nodeType, path) is { } value ? Name(value, path.Property(name)) : null;

    /// <summary>Returns the items of a required array of at least one item.</summary>
    private List<(JsonElement Item, JsonPath Path)>? RequiredItems(JsonElement node, string name, string nodeType, JsonPath path) =>
        Required(node, name, nodeType, path) is { } value ? Items(value, name, nodeType, path, mayBeEmpty: false) : null;

    private List<(JsonElement Item, JsonPath Path)>? Items(JsonElement array, string name, string nodeType, JsonPath path, bool mayBeEmpty)
    {
        var arrayPath = path.Property(name);
        if (array.ValueKind != JsonValueKind.Array)
        {
            Report(arrayPath, PqlDiagnostics.WrongField("an array", array.GetRawText()));
            return null;
        }

        var items = new List<(JsonElement, JsonPath)>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray()) items.Add((item, arrayPath.Item(items.Count)));
        if (items.Count > 0 || mayBeEmpty) return items;
        Report(arrayPath, PqlDiagnostics.EmptyArray(name, nodeType));
        return null;
    }

    private string? Text(JsonElement value, JsonPath path)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Report(path, PqlDiagnostics.WrongField("a string", value.GetRawText()));
        return null;
    }

    private string? Name(JsonElement value, JsonPath path)
    {
        var name = Text(value, path);
        if (name is not { Length: 0 }) return name;
        Report(path, PqlDiagnostics.WrongField("a name of at least one character", ""));
        return null;
    }

    private bool IsObject(JsonElement node, JsonPath path)
    {
        if (node.ValueKind == JsonValueKind.Object) return true;
        Report(path, PqlDiagnostics.WrongField("a JSON object", node.GetRawText()));
        return false;
    }

    private string? NodeType(JsonElement node, JsonPath path)
    {
        if (!IsObject(node, path)) return null;
        return Required(node, "nodeType", "the node", path) is { } value ? Text(value, path.Property("nodeType")) : null;
    }

    /// <summary>Whether a node has the type that is the only one accepted at its place; reports another one.</summary>
    private bool IsNode(JsonElement node, string nodeType, JsonPath path)
    {
        if (NodeType(node, path) is not { } found) return false;
        if (found == nodeType) return true;
        Report(path.Property("nodeType"), PqlDiagnostics.WrongField($"nodeType '{nodeType}'", found));
        return false;
    }

    private LiteralNode Report(JsonPath path, Problem problem)
    {
        _diagnostics.Report(path, problem);
        return NodeBuilder.Invalid(default);
    }
}
