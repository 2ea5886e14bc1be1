using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

/// <summary>
/// Reads <c>pql/json</c> into the canonical tree. Tolerates the variants seen in real payloads; every one of them becomes the shape
/// that <see cref="PqlJsonWriter"/> writes. Errors name the JSON path.
/// </summary>
internal sealed partial class PqlJsonReader
{
    // JSON levels, not nodes: far above what 200 nested nodes need, so that the node limit speaks first.
    private const int MaximumJsonDepth = 1024;

    private readonly DiagnosticBag _diagnostics;
    private readonly NodeBuilder _builder;
    private readonly VariableScope _scope = new();
    private readonly Dictionary<PqlNode, JsonPath>? _places;

    private PqlJsonReader(IFunctionCatalog catalog, DiagnosticBag diagnostics, Dictionary<PqlNode, JsonPath>? places)
    {
        _diagnostics = diagnostics;
        _places = places;
        _builder = new NodeBuilder(catalog, diagnostics);
    }

    /// <summary>Returns the tree, or null when the source is no JSON; the tree is meaningful only when no error was reported.</summary>
    /// <param name="source">The JSON.</param>
    /// <param name="catalog">The functions.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="places">Is told where each node was read, for later checks; by reference, because equal nodes may stand in many places.</param>
    public static PqlNode? Read(
        string source, IFunctionCatalog catalog, DiagnosticBag diagnostics, Dictionary<PqlNode, JsonPath>? places = null)
    {
        if (source.Length > PqlLimits.JsonLength)
        {
            diagnostics.Report(JsonPath.Root, PqlDiagnostics.SourceTooLong(source.Length, PqlLimits.JsonLength));
            return null;
        }

        if (IsTooDeep(source))
        {
            diagnostics.Report(JsonPath.Root, PqlDiagnostics.NestedTooDeeply());
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(source, new JsonDocumentOptions { MaxDepth = MaximumJsonDepth });
            return new PqlJsonReader(catalog, diagnostics, places).ReadNode(document.RootElement, JsonPath.Root, 1);
        }
        catch (JsonException exception)
        {
            var place = exception.LineNumber is { } line ? $" (line {line + 1}, byte {exception.BytePositionInLine + 1})" : "";
            diagnostics.Report(JsonPath.Root, PqlDiagnostics.MalformedJson($"the text is not valid JSON{place}."));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // Raised by System.Text.Json for text that has no UTF-8 form, in the source or behind a \u escape.
            diagnostics.Report(JsonPath.Root, PqlDiagnostics.MalformedJson("a string holds half of a surrogate pair, which is no character."));
        }

        return null;
    }

    // Found before parsing, because the parser's own depth error cannot be told from a syntax error.
    private static bool IsTooDeep(string source)
    {
        var depth = 0;
        var inString = false;
        for (var i = 0; i < source.Length; i++)
        {
            var current = source[i];
            if (inString)
            {
                if (current == '\\') i++;
                else if (current == '"') inString = false;
            }
            else if (current == '"')
            {
                inString = true;
            }
            else if (current is '{' or '[')
            {
                if (++depth > MaximumJsonDepth) return true;
            }
            else if (current is '}' or ']')
            {
                depth--;
            }
        }

        return false;
    }

    private PqlNode ReadNode(JsonElement node, JsonPath path, int depth)
    {
        if (depth > PqlLimits.Nesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return Report(path, PqlDiagnostics.NestedTooDeeply());
        if (NodeType(node, path) is not { } nodeType) return NodeBuilder.Invalid(default);
        var read = ReadNode(nodeType, node, path, depth);
        _places?.TryAdd(read, path);
        return read;
    }

    private PqlNode ReadNode(string nodeType, JsonElement node, JsonPath path, int depth)
    {
        return nodeType switch
        {
            "fnApply" => ReadApply(node, path, depth),
            "literal" => ReadLiteral(node, path, acceptsPeriod: false),
            "fieldLookup" => ReadFieldLookup(node, path, depth),
            "parameterReference" => ReadParameterReference(node, path),
            "varRef" => ReadVariable(node, path),
            "select" => ReadSelect(node, path, depth),
            "quantification" => ReadQuantification(node, path, depth),
            "occurs" => ReadOccurs(node, path, depth),
            "chain" => ReadChain(node, path, depth),
            "let" => ReadLet(node, path, depth),
            "object" => ReadObject(node, path, depth),
            _ => Report(path.Property("nodeType"), PqlDiagnostics.UnknownNodeType(nodeType)),
        };
    }

    private PqlNode ReadParameterReference(JsonElement node, JsonPath path)
    {
        if (Required(node, "position", "parameterReference", path) is not { } position) return NodeBuilder.Invalid(default);
        if (position.ValueKind == JsonValueKind.Number && position.TryGetInt64(out var number) && number == 1) return new RootNode();
        return Report(path.Property("position"), PqlDiagnostics.WrongPosition(position.GetRawText()));
    }

    private PqlNode ReadVariable(JsonElement node, JsonPath path)
    {
        if (RequiredName(node, "varName", "varRef", path) is not { } name) return NodeBuilder.Invalid(default);
        return _scope.Find(name) switch
        {
            { Kind: VariableKind.Variable } binding => new VariableNode(binding.TreeName),
            { Kind: VariableKind.Pending } => Report(path.Property("varName"), PqlDiagnostics.UsedBeforeDeclaration(name)),
            { Kind: VariableKind.Negated } => Report(path.Property("varName"), PqlDiagnostics.NegatedLabelUsed(name)),
            _ => Report(path.Property("varName"), PqlDiagnostics.UndeclaredVariable(name)),
        };
    }

    private PqlNode ReadFieldLookup(JsonElement node, JsonPath path, int depth)
    {
        var name = RequiredName(node, "fieldName", "fieldLookup", path);
        PqlNode target = Optional(node, "object") is { } value ? ReadNode(value, path.Property("object"), depth + 1) : new RootNode();
        return name is null ? NodeBuilder.Invalid(default) : new FieldNode(target, NodeBuilder.FieldName(name));
    }

    private PqlNode ReadLet(JsonElement node, JsonPath path, int depth)
    {
        var name = RequiredName(node, "varName", "let", path);
        var value = RequiredNode(node, "value", "let", path, depth);
        var mark = _scope.Mark;
        var treeName = name is null ? "" : _scope.Declare(name);
        var body = RequiredNode(node, "body", "let", path, depth);
        _scope.Restore(mark);
        return new LetNode(treeName, value, body);
    }

    private PqlNode ReadObject(JsonElement node, JsonPath path, int depth)
    {
        if (RequiredItems(node, "fields", "object", path) is not { } fields) return NodeBuilder.Invalid(default);
        var names = ImmutableArray.CreateBuilder<string>();
        var values = ImmutableArray.CreateBuilder<PqlNode>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, fieldPath) in fields)
        {
            if (!IsObject(field, fieldPath)) continue;
            var name = Required(field, "name", "object field", fieldPath) is { } value ? Text(value, fieldPath.Property("name")) ?? "" : "";
            if (!seen.Add(name)) Report(fieldPath.Property("name"), PqlDiagnostics.DuplicateName("key", name));
            names.Add(name);
            values.Add(RequiredNode(field, "value", "object field", fieldPath, depth));
        }

        return new ObjectNode(names.ToImmutable(), values.ToImmutable());
    }
}
