using System.Collections.Immutable;
using System.Text.Json;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

internal sealed partial class PqlJsonReader
{
    private PqlNode ReadSelect(JsonElement node, JsonPath path, int depth)
    {
        var variables = ReadDeclarations(node, "select", path, depth);
        return variables.IsDefault ? NodeBuilder.Invalid(default) : new SelectNode(variables);
    }

    private PqlNode ReadQuantification(JsonElement node, JsonPath path, int depth)
    {
        var word = RequiredName(node, "quantifier", "quantification", path);
        PqlQuantifier? quantifier = word?.ToLowerInvariant() switch
        {
            "some" => PqlQuantifier.Some,
            "all" => PqlQuantifier.All,
            "none" => PqlQuantifier.None,
            "one" => PqlQuantifier.One,
            _ => null,
        };
        if (word is not null && quantifier is null)
            Report(path.Property("quantifier"), PqlDiagnostics.WrongField("some, all, none or one", word));
        var variables = ReadDeclarations(node, "quantification", path, depth);
        return variables.IsDefault || quantifier is null ? NodeBuilder.Invalid(default) : new QuantificationNode(quantifier.Value, variables);
    }

    // The default array when there was an error that leaves nothing to go on with.
    private ImmutableArray<VariableDeclarationNode> ReadDeclarations(JsonElement node, string nodeType, JsonPath path, int depth)
    {
        var field = Optional(node, "variables") is null && Optional(node, "set") is not null ? "set" : "variables";
        if (RequiredItems(node, field, nodeType, path) is not { } items) return default;

        var names = new List<string?>(items.Count);
        foreach (var (item, itemPath) in items)
            names.Add(IsNode(item, "varDecl", itemPath) ? RequiredName(item, "varName", "varDecl", itemPath) : null);
        if (names.Contains(null)) return default;

        var mark = _scope.Mark;
        _scope.Announce(names!);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var variables = ImmutableArray.CreateBuilder<VariableDeclarationNode>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, itemPath) = items[i];
            if (!seen.Add(names[i]!)) Report(itemPath.Property("varName"), PqlDiagnostics.DuplicateName("variable", names[i]!));
            variables.Add(ReadDeclaration(item, names[i]!, itemPath, depth + 1));
        }

        _scope.Restore(mark);
        return variables.MoveToImmutable();
    }

    private VariableDeclarationNode ReadDeclaration(JsonElement node, string name, JsonPath path, int depth)
    {
        var field = Optional(node, "from") is null && Optional(node, "range") is not null ? "range" : "from";
        var source = RequiredNode(node, field, "varDecl", path, depth);
        var treeName = _scope.Declare(name);
        var condition = Optional(node, "where") is { } where ? ReadNode(where, path.Property("where"), depth + 1) : null;
        return new VariableDeclarationNode(treeName, source, condition);
    }
}
