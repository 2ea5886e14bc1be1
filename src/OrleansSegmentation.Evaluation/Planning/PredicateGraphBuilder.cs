using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Planning.Lowering;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>Turns the trees of all segments of a plan into one graph in which equal conditions are one node.</summary>
internal sealed class PredicateGraphBuilder
{
    private readonly Dictionary<PqlNode, PredicateNode> _leaves = [];
    private readonly Dictionary<string, PredicateNode> _combinations = new(StringComparer.Ordinal);
    private readonly OperatorCompiler _operators = new();
    private readonly IReadOnlyDictionary<string, int> _planned;
    private readonly Func<string, bool> _isExternal;
    private int _count;

    /// <param name="planned">The plan's segments and their places in evaluation order.</param>
    /// <param name="isExternal">Whether an id belongs to an earlier stage.</param>
    public PredicateGraphBuilder(IReadOnlyDictionary<string, int> planned, Func<string, bool> isExternal)
    {
        _planned = planned;
        _isExternal = isExternal;
    }

    /// <summary>Gets how many nodes there are.</summary>
    public int Count => _count;

    /// <summary>Adds a condition.</summary>
    public PredicateNode Add(PqlNode node)
    {
        if (node is LetNode let && LetSubstitution.Apply(let) is { } body) return Add(body);
        if (node is not ApplyNode apply) return Leaf(node);
        switch (apply.Function)
        {
            case "and":
                return And([.. apply.Arguments.Select(Add)]);
            case "or":
                return Or([.. apply.Arguments.Select(Add)]);
            case "not" when apply.Arguments.Length == 1:
                return Not(Add(apply.Arguments[0]));
            case "if" when apply.Arguments.Length == 3:
                var condition = Add(apply.Arguments[0]);
                return Or([And([condition, Add(apply.Arguments[1])]), And([Not(condition), Add(apply.Arguments[2])])]);
            case "inSegment" when apply.Arguments is [LiteralNode { Value: string id }]:
                return Membership(id, node);
            default:
                return Leaf(node);
        }
    }

    private PredicateNode Membership(string id, PqlNode node)
    {
        if (_planned.TryGetValue(id, out var planned)) return Combine($"member {planned}", index => new MemberNode(index, planned));
        return _isExternal(id) ? Combine($"external {id}", index => new ExternalMemberNode(index, id)) : Leaf(node);
    }

    private PredicateNode Leaf(PqlNode node)
    {
        if (_leaves.TryGetValue(node, out var known)) return known;
        var leaf = new LeafNode(_count++, node, _operators.Compile(node));
        _leaves.Add(node, leaf);
        return leaf;
    }

    private PredicateNode And(ImmutableArray<PredicateNode> operands)
    {
        operands = Distinct(operands);
        return operands.Length == 1 ? operands[0] : Combine(Key("and", operands), index => new AndNode(index, operands));
    }

    private PredicateNode Or(ImmutableArray<PredicateNode> operands)
    {
        operands = Distinct(operands);
        return operands.Length == 1 ? operands[0] : Combine(Key("or", operands), index => new OrNode(index, operands));
    }

    private PredicateNode Not(PredicateNode operand) =>
        operand is NotNode not ? not.Operand : Combine(Key("not", [operand]), index => new NotNode(index, operand));

    // The order of operands is not observable, so that "a and b" and "b and a" are one node.
    private static ImmutableArray<PredicateNode> Distinct(ImmutableArray<PredicateNode> operands) =>
        [.. operands.DistinctBy(static operand => operand.Index).OrderBy(static operand => operand.Index)];

    private static string Key(string kind, ImmutableArray<PredicateNode> operands) =>
        $"{kind} {string.Join(' ', operands.Select(static operand => operand.Index))}";

    private PredicateNode Combine(string key, Func<int, PredicateNode> create)
    {
        if (_combinations.TryGetValue(key, out var known)) return known;
        var node = create(_count++);
        _combinations.Add(key, node);
        return node;
    }
}
