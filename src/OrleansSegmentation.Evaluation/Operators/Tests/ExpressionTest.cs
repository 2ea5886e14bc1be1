using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>Tests a value by evaluating an expression in which the value stands where the profile is.</summary>
/// <remarks>Exact for every function by construction; the base of the faster tests, which use it for the kinds of value they do not cover.</remarks>
internal class ExpressionTest(PqlNode expression, EvaluationSession session) : ValueTest
{
    private readonly VariableScope _scope = VariableScope.ForProfile(PqlValue.Null);

    protected EvaluationSession Session { get; } = session;

    public override bool Test(in PqlValue value)
    {
        Session.Context.StartProfile();
        _scope.Rebind(value);
        return ReferenceEvaluator.IsTrueNode(expression, _scope, Session.Context);
    }
}

/// <summary>See <see cref="ExpressionTest"/>.</summary>
internal sealed class ExpressionTestTemplate(PqlNode expression) : TestTemplate
{
    public override ValueTest Bind(EvaluationSession session) => new ExpressionTest(expression, session);

    public override string ToString() => expression is ApplyNode apply ? apply.Function : expression.GetType().Name;
}
