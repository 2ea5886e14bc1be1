using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>Converts an expression from <c>pql/text</c> to <c>pql/json</c> or back. Stores nothing and does not create the sandbox.</summary>
    /// <exception cref="SegmentationException">
    /// <c>SEG-GEN003-400</c> type or format is unknown; <c>SEG-CNV001-400</c> the value does not parse or check (with its place).
    /// </exception>
    public async Task<ExpressionDocument> ConvertExpressionAsync(
        ExpressionDocument expression, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await GrainCall.InvokeAsync(
            token => _grains.GetGrain<IExpressionConversionGrain>(0).ConvertAsync(expression, token), cancellationToken));
}
