using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Operators;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Finds the form over columns of a condition.</summary>
/// <remarks>
/// Always succeeds: parts without a form over columns become <see cref="UnknownOperator"/>, so that the others still decide what they can
/// (all rows without any purchase, for a condition on purchases that compares two of their properties).
/// </remarks>
internal sealed class OperatorCompiler
{
    private readonly OperatorStore _store = new();
    private readonly PathCompiler _paths;
    private readonly ValueTestCompiler _tests;
    private readonly ChainCompiler _chains;

    public OperatorCompiler()
    {
        _paths = new PathCompiler(_store, Condition);
        _tests = new ValueTestCompiler(_store, _paths);
        _chains = new ChainCompiler(_store, _paths, Condition);
    }

    /// <summary>Compiles a condition on rows.</summary>
    public PredicateOperator Compile(PqlNode node) => Condition(node, LevelScope.Rows);

    private PredicateOperator Condition(PqlNode node, LevelScope scope)
    {
        if (node is LetNode let && LetSubstitution.Apply(let) is { } body) return Condition(body, scope);
        if (node is not ApplyNode apply) return Leaf(node, scope);
        switch (apply.Function)
        {
            case "and":
                return _store.And(Conditions(apply.Arguments, scope));
            case "or":
                return _store.Or(Conditions(apply.Arguments, scope));
            case "not" when apply.Arguments.Length == 1:
                return _store.Not(Condition(apply.Arguments[0], scope));
            case "if" when apply.Arguments.Length == 3:
                var condition = Condition(apply.Arguments[0], scope);
                return _store.Or([
                    _store.And([condition, Condition(apply.Arguments[1], scope)]),
                    _store.And([_store.Not(condition), Condition(apply.Arguments[2], scope)])]);
            default:
                return Leaf(node, scope);
        }
    }

    private IEnumerable<PredicateOperator> Conditions(ImmutableArray<PqlNode> nodes, LevelScope scope) =>
        nodes.Select(node => Condition(node, scope)).ToList();

    private PredicateOperator Leaf(PqlNode node, LevelScope scope)
    {
        var usage = LevelUsage.Of(node, scope);
        if (usage.HasOtherVariables) return _store.Unknown();
        if (usage.IsConstant) return _store.Constant(node);
        if (usage.Lowest > 0) return _store.Outer(usage.Lowest, Condition(node, scope.Pop(usage.Lowest)));
        return (node switch
        {
            ApplyNode apply => Call(apply, scope),
            SelectNode select => Exists([.. select.Variables], scope),
            QuantificationNode quantification => Quantification(quantification, scope),
            ChainNode chain => _chains.Compile(chain, scope),
            _ => _paths.Compile(node, scope) is { } path ? _store.Presence(path, countsFalse: false) : _tests.Compile(node, scope),
        }) ?? _store.Unknown();
    }

    private PredicateOperator? Call(ApplyNode call, LevelScope scope)
    {
        switch (call.Function)
        {
            case "isNull" when call.Arguments.Length == 1:
                return Presence(call.Arguments[0], scope) is { } present ? _store.Not(present) : _tests.Compile(call, scope);
            case "isNotNull" or "exists" when call.Arguments.Length == 1:
                return Presence(call.Arguments[0], scope) ?? _tests.Compile(call, scope);
            case "exists" when call.Arguments is [var list, LambdaNode { Parameters.Length: 1 } lambda]:
                return _paths.Filter(list, lambda, scope) is { } some ? _store.Presence(some, countsFalse: true) : null;
            case "forall" when call.Arguments is [var list, LambdaNode { Parameters.Length: 1 } lambda]:
                var negated = new LambdaNode(lambda.Parameters, new ApplyNode("not", [lambda.Body]));
                return _paths.Filter(list, negated, scope) is { } failing ? _store.Not(_store.Presence(failing, countsFalse: true)) : null;
            default:
                return _paths.Compile(call, scope) is { } path ? _store.Presence(path, countsFalse: false) : _tests.Compile(call, scope);
        }
    }

    private PredicateOperator? Presence(PqlNode node, LevelScope scope)
    {
        if (node is SelectNode select) return Exists([.. select.Variables], scope);
        return _paths.Compile(node, scope) is { } path ? _store.Presence(path, countsFalse: true) : null;
    }

    private PredicateOperator? Quantification(QuantificationNode node, LevelScope scope)
    {
        ImmutableArray<VariableDeclarationNode> variables = [.. node.Variables];
        switch (node.Quantifier)
        {
            case PqlQuantifier.Some:
                return Exists(variables, scope);
            case PqlQuantifier.None:
                return Exists(variables, scope) is { } some ? _store.Not(some) : null;
            case PqlQuantifier.All:
                return Forall(variables, scope);
            default:
                if (variables.Length > 1 || _paths.Filter(variables[0], scope) is not { } items) return null;
                var isOne = new ApplyNode("=", [new RootNode(), new LiteralNode(PqlLiteralKind.Integer, 1L)]);
                return _store.Count(items, isOne, countsNulls: true);
        }
    }

    // Some A where C, B where D: some A such that C and some B such that D.
    private PredicateOperator? Exists(ImmutableArray<VariableDeclarationNode> variables, LevelScope scope)
    {
        var first = variables[0];
        if (variables.Length > 1)
        {
            var rest = new QuantificationNode(PqlQuantifier.Some, variables[1..]);
            first = new VariableDeclarationNode(first.Name, first.Source, first.Condition is null ? rest : new ApplyNode("and", [first.Condition, rest]));
        }

        return _paths.Filter(first, scope) is { } items ? _store.Presence(items, countsFalse: true) : null;
    }

    // All A: C, B: D: for every A, C, and for every B, D.
    private PredicateOperator? Forall(ImmutableArray<VariableDeclarationNode> variables, LevelScope scope)
    {
        var first = variables[0];
        List<PqlNode> conditions = [];
        if (first.Condition is not null) conditions.Add(first.Condition);
        if (variables.Length > 1) conditions.Add(new QuantificationNode(PqlQuantifier.All, variables[1..]));
        if (conditions.Count == 0) return null;

        PqlNode all = conditions.Count == 1 ? conditions[0] : new ApplyNode("and", [.. conditions]);
        var failing = new VariableDeclarationNode(first.Name, first.Source, new ApplyNode("not", [all]));
        return _paths.Filter(failing, scope) is { } items ? _store.Not(_store.Presence(items, countsFalse: true)) : null;
    }
}
