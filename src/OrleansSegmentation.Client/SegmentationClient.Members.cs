using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Members;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>Reads one page of the members of a segment, as the last job that evaluated it published them.</summary>
    /// <exception cref="SegmentationException">
    /// <c>SEG-DEF001-404</c>; <c>SEG-GEN004-400</c> the token is none, or a newer job published: start again without it.
    /// </exception>
    public async Task<MemberPage> GetMemberPageAsync(MemberQuery query, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISegmentMembersGrain, ServiceResult<MemberPage>>(
            (grain, token) => grain.ReadAsync(query, token), cancellationToken));
}
