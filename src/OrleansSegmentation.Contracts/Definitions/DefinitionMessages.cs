using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.Definitions;

/// <summary>A segment definition as the API shows it.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.definition")]
public sealed record SegmentDefinitionDocument
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public SchemaReference Schema { get; init; } = SchemaReference.Profile;

    [Id(2)] public string ProfileInstanceId { get; init; } = "ups";

    [Id(3)] public required string ImsOrgId { get; init; }

    [Id(4)] public required SandboxReference Sandbox { get; init; }

    [Id(5)] public required string Name { get; init; }

    [Id(6)] public required string Description { get; init; }

    [Id(7)] public required ExpressionDocument Expression { get; init; }

    [Id(8)] public required Guid MergePolicyId { get; init; }

    [Id(9)] public required EvaluationInfo EvaluationInfo { get; init; }

    /// <summary>Gets a JSON object, stored and echoed as sent.</summary>
    [Id(10)] public required string DataGovernancePolicyJson { get; init; }

    [Id(11)] public int? TtlInDays { get; init; }

    [Id(12)] public string? PayloadSchema { get; init; }

    [Id(13)] public required IReadOnlyList<Guid> Dependencies { get; init; }

    [Id(14)] public required IReadOnlyList<Guid> Dependents { get; init; }

    [Id(15)] public required long CreationTime { get; init; }

    /// <summary>Gets the last change of expression or merge policy, in seconds.</summary>
    [Id(16)] public required long BaselineTime { get; init; }

    [Id(17)] public required long UpdateEpoch { get; init; }

    /// <summary>Gets the creation sequence number: sortable, never emitted.</summary>
    [Id(18), JsonIgnore] public long InternalId { get; init; }

    /// <summary>Gets <c>UpdateEpoch * 1000</c>.</summary>
    public long UpdateTime => UpdateEpoch * 1000;
}

/// <summary>How a definition may be evaluated; echoed only.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.evaluation-info")]
public sealed record EvaluationInfo(EvaluationSwitch Batch, EvaluationSwitch Continuous, EvaluationSwitch Synchronous);

/// <summary>One switch of <see cref="EvaluationInfo"/>.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.evaluation-switch")]
public sealed record EvaluationSwitch(bool Enabled);

/// <summary>The fields of a definition as a client sends them; kinds are checked, values are not. Null: not sent.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.definition-draft")]
public sealed record DefinitionDraft
{
    /// <summary>Gets <c>schema.name</c> or <c>schema.id</c>.</summary>
    [Id(0)] public string? SchemaName { get; init; }

    [Id(1)] public string? Name { get; init; }

    [Id(2)] public string? Description { get; init; }

    [Id(3)] public ExpressionDocument? Expression { get; init; }

    /// <summary>Gets the text as sent, so that a value that is no uuid can be named.</summary>
    [Id(4)] public string? MergePolicyId { get; init; }

    [Id(5)] public EvaluationInfo? EvaluationInfo { get; init; }

    [Id(6)] public string? DataGovernancePolicyJson { get; init; }

    [Id(7)] public long? TtlInDays { get; init; }

    [Id(8)] public string? PayloadSchema { get; init; }

    /// <summary>Gets the optional fields that a PATCH sent as null, by their JSON names.</summary>
    [Id(9)] public IReadOnlyList<string> Cleared { get; init; } = [];
}

/// <summary>Which definitions to list. Null switches are not tested.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.definition-query")]
public sealed record DefinitionListQuery(
    int Start, int Limit, IReadOnlyList<SortKey> Sort, IReadOnlyList<PropertyFilter> Filters,
    bool? BatchEnabled, bool? ContinuousEnabled, bool? SynchronousEnabled);

/// <summary>One page of definitions.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.definition-page")]
public sealed record DefinitionPage(int TotalCount, IReadOnlyList<SegmentDefinitionDocument> Definitions);

/// <summary>A stored definition, with what its author should know.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Warnings">For the header <c>x-segmentation-warning</c>.</param>
[GenerateSerializer, Immutable, Alias("segmentation.definition-saved")]
public sealed record DefinitionSaved(SegmentDefinitionDocument Definition, IReadOnlyList<string> Warnings);

/// <summary>Nothing but success.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.done")]
public sealed record Done
{
    /// <summary>Gets the only value.</summary>
    public static Done Value { get; } = new();
}

/// <summary>The segment definitions of one sandbox; same grain and key as <see cref="Sandboxes.ISandboxGrain"/>.</summary>
[Alias("segmentation.sandbox-definitions")]
public interface ISandboxDefinitionsGrain : IGrainWithGuidKey
{
    /// <summary>Creates a definition. Faults: <c>SEG-DEF002</c>, <c>003</c>, <c>004</c>, <c>006</c>, <c>007</c>.</summary>
    [Alias("create")]
    Task<ServiceResult<DefinitionSaved>> CreateAsync(DefinitionDraft draft, CancellationToken cancellationToken);

    /// <summary>Replaces the fields that the draft holds. Faults as for creation, and <c>SEG-DEF001-404</c>.</summary>
    [Alias("patch")]
    Task<ServiceResult<DefinitionSaved>> PatchAsync(Guid id, DefinitionDraft draft, CancellationToken cancellationToken);

    /// <summary>Deletes a definition and its membership. Faults: <c>SEG-DEF001-404</c>, <c>SEG-DEF005-400</c>.</summary>
    [Alias("delete")]
    Task<ServiceResult<Done>> DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads definitions; null where there is none.</summary>
    [Alias("get")]
    Task<IReadOnlyList<SegmentDefinitionDocument?>> GetManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Lists definitions.</summary>
    [Alias("list")]
    Task<DefinitionPage> ListAsync(DefinitionListQuery query, CancellationToken cancellationToken);
}
