using OrleansSegmentation.Evaluation.Operators;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Finds the paths of the current level: properties, map entries, filters and one-variable selects, in any order.</summary>
/// <param name="store">Where paths are kept.</param>
/// <param name="compileCondition">Compiles the condition of a filter in the scope of its items.</param>
internal sealed class PathCompiler(OperatorStore store, Func<PqlNode, LevelScope, PredicateOperator> compileCondition)
{
    /// <summary>Compiles a path that starts at the current level; null for anything else.</summary>
    public PathNode? Compile(PqlNode node, LevelScope scope)
    {
        switch (node)
        {
            case RootNode:
                return scope.ProfileLevel == 0 ? store.Variable() : null;
            case VariableNode variable:
                return scope.LevelOf(variable.Name) == 0 ? store.Variable() : null;
            case FieldNode field:
                return !IsRelationship(field.Name) && Compile(field.Target, scope) is { } target ? store.Field(target, field.Name) : null;
            case ApplyNode { Function: "get", Arguments: [var map, LiteralNode { Value: string key }] }:
                return Compile(map, scope) is { } source ? store.MapEntry(source, key) : null;
            case ApplyNode { Function: "filter", Arguments: [var list, LambdaNode { Parameters.Length: 1 } lambda] }:
                return Filter(list, lambda, scope);
            case SelectNode { Variables: [var declaration] }:
                return Filter(declaration, scope);
            default:
                return null;
        }
    }

    /// <summary>Compiles a list view: the items of a value used as a list.</summary>
    public PathNode? CompileList(PqlNode node, LevelScope scope) => Compile(node, scope) is { } path ? store.ListView(path) : null;

    /// <summary>Compiles the items of a list that meet a condition; null when the list is no path of the current level.</summary>
    public PathNode? Filter(PqlNode list, LambdaNode condition, LevelScope scope) =>
        Compile(list, scope) is { } source
            ? store.Filter(source, compileCondition(condition.Body, scope.Push(condition.Parameters[0])))
            : null;

    /// <summary>Compiles a declaration; null when its list is no path of the current level.</summary>
    public PathNode? Filter(VariableDeclarationNode declaration, LevelScope scope)
    {
        if (declaration.Condition is { } condition)
            return Compile(declaration.Source, scope) is { } source ? store.Filter(source, compileCondition(condition, scope.Push(declaration.Name))) : null;
        return CompileList(declaration.Source, scope);
    }

    /// <summary>Compiles the combinations of several declarations, each list belonging to the variable before; null when one does not.</summary>
    public PathNode? Combinations(IReadOnlyList<VariableDeclarationNode> declarations, LevelScope scope)
    {
        if (Filter(declarations[0], scope) is not { } combinations) return null;
        for (var i = 1; i < declarations.Count; i++)
        {
            scope = scope.Push(declarations[i - 1].Name);
            if (Filter(declarations[i], scope) is not { } items) return null;
            combinations = store.Nested(combinations, items);
        }

        return combinations;
    }

    /// <summary>Compiles the values a lambda gives for the items of a list, when it only reads properties.</summary>
    public PathNode? Map(PqlNode list, LambdaNode lambda, LevelScope scope)
    {
        if (lambda.Parameters.Length != 1 || CompileList(list, scope) is not { } items) return null;
        return Properties(lambda.Body, lambda.Parameters[0], items) is { } values ? store.ListView(values) : null;
    }

    private PathNode? Properties(PqlNode node, string parameter, PathNode items) => node switch
    {
        VariableNode variable => variable.Name == parameter ? items : null,
        FieldNode field => !IsRelationship(field.Name) && Properties(field.Target, parameter, items) is { } target ? store.Field(target, field.Name) : null,
        _ => null,
    };

    public static bool IsRelationship(string name) => name.Contains("@{", StringComparison.Ordinal);
}
