using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>Which stored expressions this version can run. A definition is checked when it is stored; an upgrade may have changed the verdict.</summary>
internal sealed class ExpressionVerdicts
{
    private readonly Dictionary<Guid, (ExpressionDocument Expression, string? Problem)> _verdicts = [];

    /// <summary>Remembers what compiling gave.</summary>
    public void Set(Guid id, ExpressionDocument expression, ExpressionCheck check) => _verdicts[id] =
        (expression, check.IsValid ? null : $"Segment definition {id} does not compile: {string.Join(" ", check.Errors.Select(error => error.Message))}");

    /// <summary>Finds the verdict on the expression that a definition has now.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="problem">Why it cannot run; null when it can.</param>
    /// <returns>False when it was not compiled yet.</returns>
    public bool TryGet(SegmentDefinitionDocument definition, out string? problem)
    {
        var isKnown = _verdicts.TryGetValue(definition.Id, out var verdict) && verdict.Expression == definition.Expression;
        problem = isKnown ? verdict.Problem : null;
        return isKnown;
    }
}
