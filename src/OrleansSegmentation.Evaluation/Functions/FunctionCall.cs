using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions;

/// <summary>One call: the argument nodes with the variables they see.</summary>
public readonly ref struct FunctionCall(ApplyNode node, VariableScope scope, EvaluationContext context)
{
    /// <summary>Gets what is called.</summary>
    public ApplyNode Node { get; } = node;

    /// <summary>Gets the visible variables.</summary>
    public VariableScope Scope { get; } = scope;

    /// <summary>Gets the other inputs of the evaluation.</summary>
    public EvaluationContext Context { get; } = context;

    /// <summary>Gets how many arguments were given.</summary>
    public int Count => Node.Arguments.Length;

    /// <summary>Evaluates an argument; null when it is not given.</summary>
    public PqlValue Evaluate(int index) => index < Count ? ReferenceEvaluator.EvaluateNode(Node.Arguments[index], Scope, Context) : PqlValue.Null;

    /// <summary>Evaluates an argument as a condition; false when it is not given.</summary>
    public bool IsTrue(int index) => index < Count && ReferenceEvaluator.IsTrueNode(Node.Arguments[index], Scope, Context);

    /// <summary>Evaluates an argument where a list is expected (see <see cref="ListConversion"/>); null stays null.</summary>
    public IReadOnlyList<PqlValue>? EvaluateList(int index) => ListConversion.ToList(Evaluate(index));

    /// <summary>Prepares an argument that is evaluated per item.</summary>
    internal LambdaCall Lambda(int index) => new(Node.Arguments[index], Scope, Context);
}
