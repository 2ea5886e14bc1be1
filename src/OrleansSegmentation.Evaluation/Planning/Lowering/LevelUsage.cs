using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Which levels an expression looks at.</summary>
internal sealed class LevelUsage
{
    private readonly LevelScope _scope;
    private readonly List<string> _bound = [];
    private bool _isUsed;

    private LevelUsage(LevelScope scope) => _scope = scope;

    /// <summary>Gets the innermost level used, 0 being the current one; <see cref="int.MaxValue"/> when none is.</summary>
    public int Lowest { get; private set; } = int.MaxValue;

    /// <summary>Gets the variables used that are no levels, such as the label of another step of a chain.</summary>
    public HashSet<string> OtherVariables { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets whether there are any.</summary>
    public bool HasOtherVariables => OtherVariables.Count > 0;

    /// <summary>Gets whether the value is the same for all profiles.</summary>
    public bool IsConstant => !_isUsed && !HasOtherVariables;

    public static LevelUsage Of(PqlNode node, LevelScope scope)
    {
        var usage = new LevelUsage(scope);
        usage.Visit(node);
        return usage;
    }

    private void Visit(PqlNode node)
    {
        switch (node)
        {
            case RootNode:
                Use(_scope.ProfileLevel);
                break;
            case VariableNode variable:
                if (_bound.Contains(variable.Name)) break;
                var level = _scope.LevelOf(variable.Name);
                if (level < 0) OtherVariables.Add(variable.Name);
                else Use(level);
                break;
            case ApplyNode { Function: "inSegment" or "modelInstances" }:
                Use(_scope.ProfileLevel);
                break;
            case LambdaNode lambda:
                Bind(lambda.Parameters, lambda.Body);
                break;
            case SelectNode select:
                VisitDeclarations(select.Variables);
                break;
            case QuantificationNode quantification:
                VisitDeclarations(quantification.Variables);
                break;
            case LetNode let:
                Visit(let.Value);
                Bind([let.Name], let.Body);
                break;
            case ChainNode chain:
                VisitChain(chain);
                break;
            default:
                foreach (var child in node.Children) Visit(child);
                break;
        }
    }

    private void VisitDeclarations(IEnumerable<VariableDeclarationNode> declarations)
    {
        var outer = _bound.Count;
        foreach (var declaration in declarations)
        {
            Visit(declaration.Source);
            _bound.Add(declaration.Name);
            if (declaration.Condition is not null) Visit(declaration.Condition);
        }

        _bound.RemoveRange(outer, _bound.Count - outer);
    }

    private void VisitChain(ChainNode chain)
    {
        Visit(chain.Source);
        var outer = _bound.Count;
        foreach (var element in chain.Elements)
        {
            Visit(element.What);
            if (element.When is not null) Visit(element.When);
            _bound.Add(element.Name);
        }

        _bound.RemoveRange(outer, _bound.Count - outer);
    }

    private void Bind(IEnumerable<string> names, PqlNode body)
    {
        var outer = _bound.Count;
        _bound.AddRange(names);
        Visit(body);
        _bound.RemoveRange(outer, _bound.Count - outer);
    }

    private void Use(int level)
    {
        _isUsed = true;
        Lowest = Math.Min(Lowest, level);
    }
}
