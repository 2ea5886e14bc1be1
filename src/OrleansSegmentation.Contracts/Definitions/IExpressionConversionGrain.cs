using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.Definitions;

/// <summary>Turns one encoding of PQL into the other. Stores nothing; any activation is as good as another.</summary>
[Alias("segmentation.expression-conversion")]
public interface IExpressionConversionGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Converts <c>pql/text</c> to <c>pql/json</c> and the reverse. Faults: <c>SEG-GEN003-400</c> type or format is unknown,
    /// <c>SEG-CNV001-400</c> the value does not parse or check (with its place).
    /// </summary>
    [Alias("convert")]
    Task<ServiceResult<ExpressionDocument>> ConvertAsync(ExpressionDocument expression, CancellationToken cancellationToken);
}
