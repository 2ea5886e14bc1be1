using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Operators.Tests;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>What the operators share while one chunk is evaluated: the instant, tests bound to it, facts about columns.</summary>
/// <remarks>Not thread-safe: belongs to one evaluation.</remarks>
internal sealed class EvaluationSession(EvaluationContext context)
{
    private readonly Dictionary<TestTemplate, ValueTest> _tests = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ValueColumn, RowBitmap?> _notNull = new(ReferenceEqualityComparer.Instance);
    private readonly VariableScope _noProfile = VariableScope.ForProfile(PqlValue.Null);

    public EvaluationContext Context { get; } = context;

    /// <summary>Gets about how many bytes the remembered results take.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Counts a result that is remembered.</summary>
    public void Keep(int bytes) => KeptBytes += bytes;

    /// <summary>Starts counting anew, after everything was forgotten.</summary>
    public void ForgetAll()
    {
        KeptBytes = 0;
        _notNull.Clear();
    }

    /// <summary>Evaluates an expression without variables.</summary>
    public PqlValue EvaluateConstant(PqlNode expression)
    {
        Context.StartProfile();
        return ReferenceEvaluator.EvaluateNode(expression, _noProfile, Context);
    }

    /// <summary>Evaluates a condition without variables.</summary>
    public bool IsConstantTrue(PqlNode expression) => Truth.Of(EvaluateConstant(expression));

    /// <summary>Prepares a test for this session's instant.</summary>
    public ValueTest Bind(TestTemplate template)
    {
        if (_tests.TryGetValue(template, out var known)) return known;
        var test = template.Bind(this);
        _tests.Add(template, test);
        return test;
    }

    /// <summary>Returns the positions that hold a value; null when all of them do.</summary>
    public RowBitmap? NotNull(ValueColumn column)
    {
        if (_notNull.TryGetValue(column, out var known)) return known;
        var values = ColumnShape.Values(column);
        var result = values.Count == column.Count ? null : values;
        _notNull.Add(column, result);
        return result;
    }
}
