using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Contracts.Members;

/// <summary>Which members of a segment to read.</summary>
/// <param name="SegmentId">The segment.</param>
/// <param name="IsExited">Former members instead of members.</param>
/// <param name="Start">The token that the page before gave; null for the first page.</param>
/// <param name="Limit">The most members to return, from 1 to 10,000.</param>
/// <param name="Fields">Dotted paths of the attributes to return; null: no attributes.</param>
[GenerateSerializer, Immutable, Alias("segmentation.member-query")]
public sealed record MemberQuery(Guid SegmentId, bool IsExited, string? Start, int Limit, IReadOnlyList<string>? Fields);

/// <summary>One page of members, ordered by profile id.</summary>
/// <param name="SegmentId">The segment.</param>
/// <param name="JobId">The job whose published result this is; null when there was none yet.</param>
/// <param name="EvaluatedAtMs">The instant that job evaluated at, ms since 1970; null when there was none yet.</param>
/// <param name="TotalCount">How many there are on all pages.</param>
/// <param name="Members">The page.</param>
/// <param name="Next">The token of the next page; null when nothing follows.</param>
[GenerateSerializer, Immutable, Alias("segmentation.member-page")]
public sealed record MemberPage(
    Guid SegmentId, Guid? JobId, long? EvaluatedAtMs, long TotalCount, IReadOnlyList<SegmentMember> Members, string? Next);

/// <summary>One member.</summary>
/// <param name="EntityId">The profile id, 22 characters.</param>
/// <param name="IdentityMapJson">Its identities, a JSON object.</param>
/// <param name="QualifiedAtMs">When it was last found a member or, of a former member, first found gone; ms since 1970.</param>
/// <param name="EntityJson">The attributes asked for, a JSON object; null when none were asked for.</param>
[GenerateSerializer, Immutable, Alias("segmentation.segment-member")]
public sealed record SegmentMember(string EntityId, string IdentityMapJson, long QualifiedAtMs, string? EntityJson);

/// <summary>Reads who is in the segments of a sandbox. Key: the sandbox id.</summary>
[Alias("segmentation.segment-members")]
public interface ISegmentMembersGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Reads one page. Faults: <c>SEG-DEF001-404</c>; <c>SEG-GEN004-400</c> the token is none, or belongs to a result that was replaced;
    /// <c>SEG-GEN010-503</c> the data changes too fast, try again.
    /// </summary>
    [Alias("read")]
    Task<ServiceResult<MemberPage>> ReadAsync(MemberQuery query, CancellationToken cancellationToken);
}
