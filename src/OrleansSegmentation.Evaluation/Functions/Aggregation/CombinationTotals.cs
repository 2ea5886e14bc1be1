using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

/// <summary>Adds up over the combinations of a select as they are found, so that none has to be kept.</summary>
internal sealed class CombinationTotals : CombinationVisitor
{
    private readonly PqlNode? _value;
    private readonly VariableScope[] _parameters;
    private readonly EvaluationContext _context;
    private readonly VariableScope _scope;
    private readonly bool _hasOneVariable;
    private NumberTotals _totals;

    private CombinationTotals(SelectNode select, in FunctionCall call)
    {
        _context = call.Context;
        _scope = call.Scope;
        _hasOneVariable = select.Variables.Length == 1;
        _parameters = [];
        if (call.Count == 1) return;
        _value = call.Node.Arguments[1];
        if (_value is not LambdaNode lambda) return;
        _value = lambda.Body;
        _parameters = new VariableScope[Math.Min(lambda.Parameters.Length, select.Variables.Length)];
        for (var i = 0; i < _parameters.Length; i++) _parameters[i] = _scope = _scope.With(lambda.Parameters[i], PqlValue.Null);
    }

    /// <summary>Evaluates an aggregate whose first argument is a select; its second, if any, sees the select's variables.</summary>
    public static NumberTotals Of(SelectNode select, in FunctionCall call)
    {
        var totals = new CombinationTotals(select, call);
        Combinations.Visit(select.Variables, call.Scope, call.Context, totals);
        return totals._totals;
    }

    public override bool Visit(ReadOnlySpan<VariableScope> variables)
    {
        if (_value is null)
        {
            if (_hasOneVariable) _totals.Add(variables[0].Value);
            return false;
        }

        for (var i = 0; i < _parameters.Length; i++) _parameters[i].Rebind(variables[i].Value);
        _totals.AddResult(ReferenceEvaluator.EvaluateNode(_value, _scope, _context));
        return false;
    }
}
