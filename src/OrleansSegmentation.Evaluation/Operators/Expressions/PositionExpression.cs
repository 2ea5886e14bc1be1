using System.Collections.Immutable;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Expressions;

/// <summary>An expression over several paths, evaluated by the row evaluator position by position, on the values of those paths alone.</summary>
/// <param name="Sources">The paths.</param>
/// <param name="Expression">The expression; source i is the variable <see cref="VariableOf"/>(i).</param>
internal sealed record PositionExpression(ImmutableArray<ExpressionSource> Sources, PqlNode Expression)
{
    /// <summary>Names the variable that stands for a source.</summary>
    public static string VariableOf(int source) => $"source{source}";

    /// <summary>Prepares the evaluation over a domain.</summary>
    public Reader Bind(Domain domain, EvaluationSession session) => new(this, domain, session);

    /// <summary>Evaluates the expression at one position after the other, in ascending order.</summary>
    public sealed class Reader
    {
        private readonly PqlNode _expression;
        private readonly EvaluationContext _context;
        private readonly SourceReader[] _sources;
        private readonly Domain _domain;
        private readonly EvaluationSession _session;
        private readonly VariableScope[] _variables;

        public Reader(PositionExpression expression, Domain domain, EvaluationSession session)
        {
            (_expression, _context, _domain, _session) = (expression.Expression, session.Context, domain, session);
            _sources = [.. expression.Sources.Select(source => new SourceReader(domain, source, session))];
            _variables = new VariableScope[_sources.Length];
            var scope = VariableScope.ForProfile(PqlValue.Null);
            for (var i = 0; i < _variables.Length; i++) _variables[i] = scope = scope.With(VariableOf(i), PqlValue.Null);
            foreach (var source in _sources)
                Unknown = Unknown is null ? source.Unknown : source.Unknown is null ? Unknown : Unknown.Or(source.Unknown);
        }

        /// <summary>Gets the positions that cannot be evaluated; null when there are none.</summary>
        public RowBitmap? Unknown { get; }

        /// <summary>Leaves out positions where a null makes the expression null or false; what is unknown stays.</summary>
        public RowBitmap WherePresent(RowBitmap positions)
        {
            foreach (var source in RequiredSources.Of(_expression, _sources.Length))
            {
                var present = _sources[source].Present(_domain, _session);
                positions = positions.And(Unknown is null ? present : present.Or(Unknown));
            }

            return positions;
        }

        public bool IsTrue(int position) => ReferenceEvaluator.IsTrue(_expression, Scope(position), _context);

        public PqlValue Evaluate(int position) => ReferenceEvaluator.Evaluate(_expression, Scope(position), _context);

        private VariableScope Scope(int position)
        {
            for (var i = 0; i < _sources.Length; i++) _variables[i].Rebind(_sources[i].Read(position));
            return _variables[^1];
        }
    }
}
