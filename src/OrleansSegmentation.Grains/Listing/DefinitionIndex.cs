using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Definitions;

namespace OrleansSegmentation.Grains.Listing;

/// <summary>Lists the definitions of one version of the catalog, on any thread.</summary>
internal static class DefinitionIndex
{
    private static readonly SortKey[] NewestFirst = [new("creationTime", IsDescending: true)];

    /// <summary>Returns one page.</summary>
    /// <exception cref="ArgumentException">A sort path is none of those allowed.</exception>
    public static DefinitionPage List(DefinitionCatalog catalog, DefinitionListQuery query)
    {
        var filters = query.Filters.Select(filter => DocumentFilter.Compile(DefinitionDocumentPaths.Paths, filter)).ToArray();
        var matches = catalog.All
            .Where(definition => HasSwitches(definition.EvaluationInfo, query) && Array.TrueForAll(filters, matches => matches(definition)))
            .ToArray();
        var order = new DocumentOrder<SegmentDefinitionDocument>(
            DefinitionDocumentPaths.Paths, query.Sort.Count > 0 ? query.Sort : NewestFirst, definition => definition.Id);
        return new DefinitionPage(matches.Length, [.. order.Sort(matches).Skip(query.Start).Take(query.Limit)]);
    }

    private static bool HasSwitches(EvaluationInfo info, DefinitionListQuery query) =>
        (query.BatchEnabled is null || info.Batch.Enabled == query.BatchEnabled)
        && (query.ContinuousEnabled is null || info.Continuous.Enabled == query.ContinuousEnabled)
        && (query.SynchronousEnabled is null || info.Synchronous.Enabled == query.SynchronousEnabled);
}
