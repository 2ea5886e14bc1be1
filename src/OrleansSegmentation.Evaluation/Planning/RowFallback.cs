using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>Decides conditions row by row where the column operators do not.</summary>
internal sealed class RowFallback
{
    private readonly ColumnChunk _chunk;
    private readonly EvaluationContext _stored; // answers inSegment from the profile
    private readonly Func<string, int, bool?> _isMember;
    private readonly VariableScope _scope = VariableScope.ForProfile(PqlValue.Null);
    private int _row = -1;

    /// <param name="chunk">The rows.</param>
    /// <param name="context">The inputs of the evaluation.</param>
    /// <param name="isMember">Membership of a row in a segment of the job, or null when the segment is not part of it.</param>
    /// <param name="cancellationToken">Ends long enumerations.</param>
    public RowFallback(ColumnChunk chunk, ChunkContext context, Func<string, int, bool?> isMember, CancellationToken cancellationToken)
    {
        _chunk = chunk;
        _isMember = isMember;
        _stored = CreateContext(context, cancellationToken);
        Context = CreateContext(context, cancellationToken);
        Context.IsInSegment = IsInSegment;
    }

    /// <summary>Gets the context in which conditions are evaluated.</summary>
    public EvaluationContext Context { get; }

    /// <summary>Evaluates a condition for a row.</summary>
    public bool IsTrue(PqlNode condition, int row)
    {
        if (row != _row)
        {
            _row = row;
            _scope.Rebind(ColumnValues.Row(_chunk, row));
        }

        return ReferenceEvaluator.IsTrue(condition, _scope, Context);
    }

    private static EvaluationContext CreateContext(ChunkContext context, CancellationToken cancellationToken) => new(context.NowMs)
    {
        MaxStepsPerProfile = context.MaxStepsPerProfile,
        Patterns = context.Patterns,
        Records = context.Records,
        CancellationToken = cancellationToken,
    };

    private bool IsInSegment(string segmentId) =>
        _isMember(segmentId, _row)
            ?? ReferenceEvaluator.IsTrueNode(
                new ApplyNode("inSegment", [new LiteralNode(PqlLiteralKind.String, segmentId)]), _scope, _stored);
}
