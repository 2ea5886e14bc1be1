using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;

namespace OrleansSegmentation.Grains.Partitions.Results;

/// <summary>What a job found for one segment in one partition, in the numbers of the epoch it read. Immutable.</summary>
/// <param name="Counts">The counts.</param>
/// <param name="IdentityGraph">The graph mode of the numbers.</param>
/// <param name="Realized">The members.</param>
/// <param name="Exited">The former members that are still remembered, by ascending number.</param>
internal sealed record SegmentOutcome(
    SegmentResult Counts, string IdentityGraph, NumberSet Realized, IReadOnlyList<ExitedRecord> Exited)
{
    /// <summary>Gets the segment.</summary>
    public Guid SegmentId => Counts.SegmentId;

    /// <summary>Returns what the job found about one number, or null.</summary>
    public MembershipRecord? Find(int number)
    {
        if (Realized.Contains(number)) return new MembershipRecord(SegmentId, null);
        int low = 0, high = Exited.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (Exited[middle].Number == number) return new MembershipRecord(SegmentId, Exited[middle].AtMs);
            if (Exited[middle].Number < number) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }
}

/// <summary>A former member.</summary>
/// <param name="Number">Its cluster number.</param>
/// <param name="AtMs">When it was first found gone, ms since 1970.</param>
internal readonly record struct ExitedRecord(int Number, long AtMs);

/// <summary>What a job found in one partition. Depends on the state at the pinned epoch, the evaluation instant and the request only.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Epoch">The epoch read.</param>
/// <param name="NowMs">The evaluation instant.</param>
/// <param name="Policies">Profiles per merge policy.</param>
/// <param name="Segments">One per segment, in the order of the request.</param>
internal sealed record PartitionOutcome(
    Guid JobId, int Partition, long Epoch, long NowMs, IReadOnlyList<PolicyResult> Policies, IReadOnlyList<SegmentOutcome> Segments)
{
    /// <summary>Gets the name of the file that holds this.</summary>
    public string FileName => FileNameOf(JobId, Partition);

    /// <summary>Returns the prefix of the files of a job.</summary>
    public static string FilePrefixOf(Guid jobId) => $"results/{jobId}/";

    /// <summary>Returns the name of the file of a job in a partition.</summary>
    public static string FileNameOf(Guid jobId, int partition) => $"{FilePrefixOf(jobId)}{partition}";

    /// <summary>Returns the counts alone.</summary>
    public PartitionResult ToResult() => new(JobId, Partition, FileName, Policies, [.. Segments.Select(static segment => segment.Counts)]);
}
