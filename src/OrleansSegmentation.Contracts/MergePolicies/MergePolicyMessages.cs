using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.MergePolicies;

/// <summary>A merge policy as the API shows it.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.merge-policy")]
public sealed record MergePolicyDocument
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string ImsOrgId { get; init; }

    [Id(3)] public required SandboxReference Sandbox { get; init; }

    [Id(4)] public SchemaReference Schema { get; init; } = SchemaReference.Profile;

    [Id(5)] public required int Version { get; init; }

    [Id(6)] public required IdentityGraphDocument IdentityGraph { get; init; }

    [Id(7)] public required AttributeMergeDocument AttributeMerge { get; init; }

    [Id(8)] public required bool IsActiveOnEdge { get; init; }

    [Id(9)] public required bool Default { get; init; }

    [Id(10)] public required long UpdateEpoch { get; init; }
}

/// <summary><c>pdg</c> (linked identities are one profile) or <c>none</c>.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.identity-graph")]
public sealed record IdentityGraphDocument(string Type);

/// <summary>How attributes are merged.</summary>
/// <param name="Type"><c>timestampOrdered</c> or <c>dataSetPrecedence</c>.</param>
/// <param name="Order">Dataset ids, highest priority first; only with <c>dataSetPrecedence</c>.</param>
[GenerateSerializer, Immutable, Alias("segmentation.attribute-merge")]
public sealed record AttributeMergeDocument(string Type, IReadOnlyList<string>? Order);

/// <summary>The fields of a merge policy as a client sends them; kinds are checked, values are not. Null: not sent.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.merge-policy-draft")]
public sealed record MergePolicyDraft(
    string? Name, string? SchemaName, IdentityGraphDocument? IdentityGraph, AttributeMergeDocument? AttributeMerge,
    bool? IsActiveOnEdge, bool? Default);

/// <summary>What a client changes of a merge policy, all or nothing. Null: stays as it is.</summary>
/// <param name="Name">At most 255 characters.</param>
/// <param name="IsActiveOnEdge">True: the other policies lose it.</param>
/// <param name="Default">True: the former default loses it.</param>
/// <param name="IdentityGraph">Replaces the identity graph.</param>
/// <param name="AttributeMerge">Replaces type and order together.</param>
/// <param name="AttributeMergeType">Replaces the type only; <c>timestampOrdered</c> ends a stored order.</param>
/// <param name="AttributeMergeOrder">Replaces the order only.</param>
[GenerateSerializer, Immutable, Alias("segmentation.merge-policy-patch")]
public sealed record MergePolicyPatch(
    string? Name, bool? IsActiveOnEdge, bool? Default, IdentityGraphDocument? IdentityGraph, AttributeMergeDocument? AttributeMerge,
    string? AttributeMergeType, IReadOnlyList<string>? AttributeMergeOrder)
{
    /// <summary>Gets the patch that changes nothing.</summary>
    public static MergePolicyPatch Empty { get; } = new(null, null, null, null, null, null, null);
}

/// <summary>Which merge policies to list. Null filters are not tested.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.merge-policy-query")]
public sealed record MergePolicyListQuery(
    int Start, int Limit, bool IsDescending, bool? Default, string? SchemaName, string? IdentityGraphType,
    string? AttributeMergeType, bool? IsActiveOnEdge, long? Version);

/// <summary>One page of merge policies, ordered by name.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.merge-policy-page")]
public sealed record MergePolicyPage(int TotalCount, IReadOnlyList<MergePolicyDocument> Policies);

/// <summary>The merge policies of one sandbox; same grain and key as <see cref="Sandboxes.ISandboxGrain"/>.</summary>
[Alias("segmentation.sandbox-merge-policies")]
public interface ISandboxMergePoliciesGrain : IGrainWithGuidKey
{
    /// <summary>Creates a policy. Faults: <c>SEG-MRG002-400</c>, <c>SEG-MRG004-400</c>.</summary>
    [Alias("create")]
    Task<ServiceResult<MergePolicyDocument>> CreateAsync(MergePolicyDraft draft, CancellationToken cancellationToken);

    /// <summary>Replaces a policy as a whole; its version rises if that changes something. Faults: <c>SEG-MRG001-404</c>, <c>SEG-MRG002-400</c>.</summary>
    [Alias("replace")]
    Task<ServiceResult<MergePolicyDocument>> ReplaceAsync(Guid id, MergePolicyDraft draft, CancellationToken cancellationToken);

    /// <summary>Changes parts of a policy; its version rises if that changes something. Faults: <c>SEG-MRG001-404</c>, <c>SEG-MRG002-400</c>.</summary>
    [Alias("patch")]
    Task<ServiceResult<MergePolicyDocument>> PatchAsync(Guid id, MergePolicyPatch patch, CancellationToken cancellationToken);

    /// <summary>Deletes a policy. Faults: <c>SEG-MRG001-404</c>, <c>SEG-MRG003-400</c> (the default, or used by a definition).</summary>
    [Alias("delete")]
    Task<ServiceResult<Done>> DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads policies; null where there is none.</summary>
    [Alias("get")]
    Task<IReadOnlyList<MergePolicyDocument?>> GetManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Lists policies.</summary>
    [Alias("list")]
    Task<MergePolicyPage> ListAsync(MergePolicyListQuery query, CancellationToken cancellationToken);
}
