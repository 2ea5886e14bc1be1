using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>What is known about an expression.</summary>
/// <param name="ReferencedSegments">The texts named by <c>inSegment</c>, distinct, in order of first reference.</param>
/// <param name="Errors">Why it cannot be stored or run; empty when it can.</param>
/// <param name="Warnings">Why it may not mean what its author thinks.</param>
[GenerateSerializer, Immutable, Alias("segmentation.expression-check")]
internal sealed record ExpressionCheck(
    [property: Id(0)] IReadOnlyList<string> ReferencedSegments,
    [property: Id(1)] IReadOnlyList<FaultItem> Errors,
    [property: Id(2)] IReadOnlyList<string> Warnings)
{
    /// <summary>Gets whether the expression can be stored and run.</summary>
    public bool IsValid => Errors.Count == 0;
}

/// <summary>Compiles expressions. Thread-safe.</summary>
internal interface IExpressionChecker
{
    /// <summary>Checks one expression, whose <c>type</c> is <c>PQL</c> and whose <c>format</c> is known.</summary>
    ExpressionCheck Check(ExpressionDocument expression);
}

/// <summary>Compiles expressions beside the sandbox's turn. Any activation is as good as another.</summary>
[Alias("segmentation.expression-check-grain")]
internal interface IExpressionCheckGrain : IGrainWithIntegerKey
{
    /// <summary>Checks expressions; the answers are in the order of the questions.</summary>
    [Alias("check")]
    Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions);
}
