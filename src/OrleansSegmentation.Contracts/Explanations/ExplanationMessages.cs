using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.Explanations;

/// <summary>Asks why a profile is in or out of a segment; kinds are checked, values are not. Null: not sent.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.explanation-request")]
public sealed record ExplanationRequest
{
    /// <summary>Gets the expression; either it or <see cref="SegmentId"/> is given.</summary>
    [Id(0)] public ExpressionDocument? Expression { get; init; }

    /// <summary>Gets the definition whose expression is meant.</summary>
    [Id(1)] public string? SegmentId { get; init; }

    /// <summary>Gets the profile as a JSON object; either it or <see cref="EntityId"/> is given.</summary>
    [Id(2)] public string? ProfileJson { get; init; }

    /// <summary>Gets an identity of a stored profile, or its XID when there is no namespace.</summary>
    [Id(3)] public string? EntityId { get; init; }

    /// <summary>Gets the namespace code of the identity, in any case.</summary>
    [Id(4)] public string? EntityIdNamespace { get; init; }

    /// <summary>Gets how a stored profile is merged; by default as the definition says, else by the default policy.</summary>
    [Id(5)] public string? MergePolicyId { get; init; }

    /// <summary>Gets the evaluation instant, RFC 3339; by default the current time. It moves <c>now</c>, not the data.</summary>
    [Id(6)] public string? AsOf { get; init; }
}

/// <summary>Why a profile is in or out of a segment.</summary>
/// <param name="IsMember">Whether it is in.</param>
/// <param name="Json">The whole explanation: <c>member</c>, <c>value</c>, <c>asOf</c>, <c>proof</c>, <c>nearestMiss</c>.</param>
[GenerateSerializer, Immutable, Alias("segmentation.explanation")]
public sealed record ExplanationDocument(bool IsMember, string Json);

/// <summary>Explains memberships. Stores nothing. Key: the sandbox.</summary>
[Alias("segmentation.explanations")]
public interface IExplanationGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Explains what an expression says about one profile. Faults: <c>SEG-GEN003-400</c> a field is missing, contradicts another or is
    /// invalid, <c>SEG-DEF001-404</c> unknown definition, <c>SEG-DEF003-400</c> the expression does not check, or is too costly,
    /// <c>SEG-PRF001-404</c> unknown profile, <c>SEG-PRF002-422</c> the profile has too many identities to be segmented.
    /// </summary>
    [Alias("explain")]
    Task<ServiceResult<ExplanationDocument>> ExplainAsync(ExplanationRequest request, CancellationToken cancellationToken);
}
