using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>A predicate that is evaluated over whole columns. Independent of any chunk; immutable and thread-safe.</summary>
/// <param name="id">Unique among the operators and paths of one plan; equal predicates share one operator.</param>
internal abstract class PredicateOperator(int id)
{
    public int Id { get; } = id;

    /// <summary>Gets how dear the operator is, relative to a comparison of one number column over rows (1).</summary>
    public abstract int Cost { get; }

    /// <summary>Gets whether no part of the predicate decides anything, so that rows are better left to the row evaluator at once.</summary>
    public virtual bool DecidesNothing => false;

    /// <summary>Evaluates the predicate at every position. Callers use <see cref="Domain.Evaluate"/>, which remembers the result.</summary>
    public abstract TruthVector Evaluate(Domain domain, EvaluationSession session);

    /// <summary>Gets whether the work grows with the positions asked for, so that others should decide first.</summary>
    public virtual bool IsPerPosition => false;

    /// <summary>Evaluates the predicate at least where it is wanted; elsewhere the result may be anything.</summary>
    public virtual TruthVector EvaluateWhere(Domain domain, RowBitmap wanted, EvaluationSession session) => domain.Evaluate(this, session);

    /// <summary>Describes the operator in one line, for plan descriptions and test failures.</summary>
    public abstract override string ToString();
}
