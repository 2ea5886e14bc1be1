using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Explanations;
using OrleansSegmentation.Contracts.Faults;
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

    /// <summary>Explains why a profile, inline or stored, is in or out of what an expression or a definition says.</summary>
    /// <exception cref="SegmentationException">
    /// <c>SEG-GEN003-400</c> a field is missing, contradicts another or is invalid, <c>SEG-DEF001-404</c> unknown definition,
    /// <c>SEG-DEF003-400</c> the expression does not check, or is too costly, <c>SEG-PRF001-404</c> unknown profile,
    /// <c>SEG-PRF002-422</c> the profile has too many identities to be segmented.
    /// </exception>
    public async Task<ExplanationDocument> ExplainAsync(ExplanationRequest request, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<IExplanationGrain, ServiceResult<ExplanationDocument>>(
            (grain, token) => grain.ExplainAsync(request, token), cancellationToken));
}
