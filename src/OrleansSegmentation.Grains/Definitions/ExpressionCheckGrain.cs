using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Definitions;

/// <inheritdoc cref="IExpressionCheckGrain" />
[StatelessWorker]
internal sealed class ExpressionCheckGrain(IExpressionChecker checker) : Grain, IExpressionCheckGrain
{
    public Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions) =>
        Task.FromResult<IReadOnlyList<ExpressionCheck>>([.. expressions.Select(checker.Check)]);
}
