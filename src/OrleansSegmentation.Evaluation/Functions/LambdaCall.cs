using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions;

/// <summary>A lambda that is evaluated for one item after the other, in a scope made once.</summary>
internal readonly struct LambdaCall
{
    private readonly PqlNode _body;
    private readonly VariableScope? _first;
    private readonly VariableScope? _second;
    private readonly VariableScope _scope;
    private readonly EvaluationContext _context;

    public LambdaCall(PqlNode argument, VariableScope scope, EvaluationContext context)
    {
        _context = context;
        _scope = scope;
        _body = argument;
        if (argument is not LambdaNode lambda) return;
        _body = lambda.Body;
        ParameterCount = lambda.Parameters.Length;
        _scope = _first = scope.With(lambda.Parameters[0], PqlValue.Null);
        if (ParameterCount > 1) _scope = _second = _first.With(lambda.Parameters[1], PqlValue.Null);
    }

    /// <summary>Gets how many parameters the lambda names.</summary>
    public int ParameterCount { get; }

    /// <summary>Evaluates the body for an item.</summary>
    public PqlValue Invoke(in PqlValue item)
    {
        Bind(item);
        return ReferenceEvaluator.EvaluateNode(_body, _scope, _context);
    }

    /// <summary>Evaluates the body for a map's entry.</summary>
    public PqlValue Invoke(in PqlValue key, in PqlValue value)
    {
        _second?.Rebind(value);
        return Invoke(key);
    }

    /// <summary>Evaluates the body as a condition on an item.</summary>
    public bool IsTrue(in PqlValue item)
    {
        Bind(item);
        return ReferenceEvaluator.IsTrueNode(_body, _scope, _context);
    }

    private void Bind(in PqlValue item)
    {
        _context.CountStep();
        _first?.Rebind(item);
    }
}
