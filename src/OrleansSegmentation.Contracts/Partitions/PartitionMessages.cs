using Orleans.Concurrency;

namespace OrleansSegmentation.Contracts.Partitions;

/// <summary>A cluster of identities = one profile: its partition and its number there, which is its row ordinal for ever.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.cluster-ref")]
public readonly record struct ClusterRef(int Partition, int Number);

/// <summary>What a job evaluates: a snapshot, pinned when the job was created.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-request")]
public sealed record JobRequest(IReadOnlyList<JobRequestSegment> Segments, IReadOnlyList<MergePolicySnapshot> Policies);

/// <summary>One segment of a <see cref="JobRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-request-segment")]
public sealed record JobRequestSegment(Guid SegmentId, Guid MergePolicyId, string Format, string Expression);

/// <summary>A merge policy at a version, as far as merging needs it.</summary>
/// <param name="Id">The policy.</param>
/// <param name="Version">The version pinned by the job.</param>
/// <param name="IdentityGraph"><c>pdg</c> or <c>none</c>.</param>
/// <param name="AttributeMerge"><c>timestampOrdered</c> or <c>dataSetPrecedence</c>.</param>
/// <param name="DatasetOrder">Highest priority first; empty with <c>timestampOrdered</c>.</param>
[GenerateSerializer, Immutable, Alias("segmentation.merge-policy-snapshot")]
public sealed record MergePolicySnapshot(
    Guid Id, int Version, string IdentityGraph, string AttributeMerge, IReadOnlyList<string> DatasetOrder);

/// <summary>Asks a partition for its result of one job. The result depends on (state at the epoch, now, request) only.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.evaluate")]
public sealed record EvaluateRequest(Guid JobId, long Epoch, long NowMs, JobRequest Request);

/// <summary>How far a partition is. Counts are cumulative and for display; only <see cref="Result"/> counts.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.partition-progress")]
public sealed record PartitionProgress(
    Guid JobId, long Sequence, long ProfilesEvaluated, IReadOnlyDictionary<Guid, long> ProfilesByPolicy,
    IReadOnlyDictionary<Guid, long> MembersBySegment, PartitionResult? Result)
{
    /// <summary>Gets how many profiles there are to evaluate, over all merge policies; 0 while the partition catches up.</summary>
    [Id(0)] public long ProfilesTotal { get; init; }
}

/// <summary>The finished result of one partition: counts, and the name of the create-once file with the memberships.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.partition-result")]
public sealed record PartitionResult(
    Guid JobId, int Partition, string FileName, IReadOnlyList<PolicyResult> Policies, IReadOnlyList<SegmentResult> Segments);

/// <summary>Profiles of one merge policy in one partition (or, summed up, in all).</summary>
/// <param name="MergePolicyId">The policy.</param>
/// <param name="Profiles">Merged profiles scanned.</param>
/// <param name="ExcludedTooManyIdentities">Profiles left out for having more than 50 identities.</param>
[GenerateSerializer, Immutable, Alias("segmentation.policy-result")]
public sealed record PolicyResult(Guid MergePolicyId, long Profiles, long ExcludedTooManyIdentities);

/// <summary>Counts of one segment in one partition (or, summed up, in all).</summary>
/// <param name="SegmentId">The segment.</param>
/// <param name="Realized">Members after the run.</param>
/// <param name="Exited">Exited records kept after the run.</param>
/// <param name="Entered">Members that were none before.</param>
/// <param name="Left">Members before that are none now.</param>
/// <param name="Carried">Members before the run, in the state the job read.</param>
/// <param name="Namespaces">Members having an identity in the namespace (lower case); only values of at least 1.</param>
/// <param name="EvaluationMicroseconds">CPU time spent on this segment.</param>
/// <param name="Absorbed">Members lost to joins since the segment's last published run.</param>
/// <param name="Deleted">Members lost to deletions since then.</param>
[GenerateSerializer, Immutable, Alias("segmentation.segment-result")]
public sealed record SegmentResult(
    Guid SegmentId, long Realized, long Exited, long Entered, long Left, long Carried,
    IReadOnlyDictionary<string, long> Namespaces, long EvaluationMicroseconds, long Absorbed, long Deleted);

/// <summary>A cluster read whole, to be moved into another. Opaque except to partitions.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.cluster-content")]
public sealed record ClusterContent(ClusterRef Cluster, ReadOnlyMemory<byte> Bytes);

/// <summary>One partition of a sandbox's profiles: a replica of the log. Key: <c>{sandboxId}/{partition}</c>.</summary>
[Alias("segmentation.profile-partition")]
public interface IProfilePartitionGrain : IGrainWithStringKey
{
    /// <summary>Evaluates a job; the last element carries the result. Every caller shares one evaluation.</summary>
    [Alias("evaluate")]
    IAsyncEnumerable<PartitionProgress> EvaluateAsync(EvaluateRequest request, CancellationToken cancellationToken);

    /// <summary>Returns the sizes of clusters in bytes, at exactly the given epoch.</summary>
    [Alias("sizes")]
    Task<IReadOnlyList<long>> GetSizesAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken);

    /// <summary>Reads clusters whole, at exactly the given epoch.</summary>
    [Alias("read-clusters")]
    Task<IReadOnlyList<ClusterContent>> ReadClustersAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken);

    /// <summary>Returns which attributes its profiles have, with the kinds of their values, at the given epoch or later.</summary>
    [Alias("schema")]
    Task<IReadOnlyList<AttributeShape>> GetSchemaAsync(long epoch, CancellationToken cancellationToken);

    /// <summary>Completes when the given epoch, which is committed, is applied.</summary>
    [Alias("reach")]
    Task ReachAsync(long epoch, CancellationToken cancellationToken);

    /// <summary>Tells that the log grew, so that views are brought up to date before a job needs them. A hint.</summary>
    [Alias("hint"), OneWay]
    Task HintAsync(long epoch);

    /// <summary>Asks for a checkpoint at the given epoch or later, so that the log up to it can go. A hint, repeated while it is missing.</summary>
    [Alias("checkpoint"), OneWay]
    Task CheckpointAsync(long epoch);
}
