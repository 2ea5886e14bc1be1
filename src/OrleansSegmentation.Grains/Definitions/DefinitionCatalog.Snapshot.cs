using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Definitions;

namespace OrleansSegmentation.Grains.Definitions;

/// <content>The catalog as part of a snapshot of its sandbox, and back.</content>
internal sealed partial record DefinitionCatalog
{
    /// <summary>Returns everything the catalog knows.</summary>
    public DefinitionCatalogSnapshot ToSnapshot() => new(
        LastInternalId,
        [.. _definitions.Values.OrderBy(static definition => definition.InternalId).Select(static definition => new DefinitionSnapshot(definition.InternalId, definition))]);

    /// <summary>Returns the catalog that a snapshot was made of.</summary>
    public static DefinitionCatalog Restore(DefinitionCatalogSnapshot snapshot)
    {
        var definitions = snapshot.Definitions.Select(static definition => definition.Definition with { InternalId = definition.InternalId }).ToList();
        return new DefinitionCatalog
        {
            LastInternalId = snapshot.LastInternalId,
            _definitions = definitions.ToImmutableDictionary(static definition => definition.Id),
            _names = definitions.ToImmutableDictionary(static definition => definition.Name, static definition => definition.Id, StringComparer.Ordinal),
        };
    }
}

/// <summary>The definitions of a sandbox.</summary>
/// <param name="LastInternalId">The creation sequence number of the newest, deleted ones included.</param>
/// <param name="Definitions">All, with derived fields, oldest first.</param>
internal sealed record DefinitionCatalogSnapshot(long LastInternalId, IReadOnlyList<DefinitionSnapshot> Definitions);

/// <summary>One definition, with what its JSON leaves out.</summary>
internal sealed record DefinitionSnapshot(long InternalId, SegmentDefinitionDocument Definition);
