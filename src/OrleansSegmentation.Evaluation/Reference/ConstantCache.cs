using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>What a tree's literals and time tails come to at one evaluation instant. Not thread-safe.</summary>
internal sealed class ConstantCache(long nowMs)
{
    // By node, not by equality: hashing a tree for every profile would cost more than it saves.
    private readonly Dictionary<LiteralNode, PqlValue> _literals = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TimeQualificationNode, ImmutableArray<(long Start, long End)>?> _windows = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<ChainNode, ChainPlan> _plans = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gets the plan of a chain.</summary>
    public ChainPlan GetPlan(ChainNode chain)
    {
        if (!_plans.TryGetValue(chain, out var plan)) _plans.Add(chain, plan = new ChainPlan(chain));
        return plan;
    }

    /// <summary>Gets the value of a literal.</summary>
    public PqlValue GetValue(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.Boolean => PqlValue.FromBoolean((bool)literal.Value!),
        PqlLiteralKind.Integer => PqlValue.FromInteger((long)literal.Value!),
        PqlLiteralKind.Double => PqlValue.FromDouble((double)literal.Value!),
        PqlLiteralKind.String => PqlValue.FromString((string)literal.Value!),
        PqlLiteralKind.List or PqlLiteralKind.Timestamp => GetComputed(literal),
        _ => PqlValue.Null,
    };

    /// <summary>Gets the instants a time tail accepts, or null when they depend on the profile or a variable.</summary>
    public ImmutableArray<(long Start, long End)>? GetWindow(TimeQualificationNode tail)
    {
        if (_windows.TryGetValue(tail, out var window)) return window;
        window = OccursWindow.TryGetIntervals(tail, nowMs, out var intervals) ? intervals : null;
        _windows.Add(tail, window);
        return window;
    }

    private PqlValue GetComputed(LiteralNode literal)
    {
        if (_literals.TryGetValue(literal, out var value)) return value;
        if (literal.Kind == PqlLiteralKind.List)
        {
            value = PqlValue.FromList(((ImmutableArray<LiteralNode>)literal.Value!).Select(GetValue).ToArray());
        }
        else if (TimeWords.TryRead((string)literal.Value!, nowMs, out var time))
        {
            value = PqlValue.FromTime(time);
        }

        _literals.Add(literal, value);
        return value;
    }
}
