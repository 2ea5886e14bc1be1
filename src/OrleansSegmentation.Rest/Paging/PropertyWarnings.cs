using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Listing;

namespace OrleansSegmentation.Rest.Paging;

/// <summary>Tells callers about filters that can never match, which is most often a typing error.</summary>
internal static class PropertyWarnings
{
    public static IEnumerable<string> Of(IEnumerable<PropertyFilter> filters, DocumentPaths paths) => filters
        .Where(filter => !paths.IsKnown(filter))
        .Select(static filter => $"unknown property path '{PathOf(filter)}'");

    private static string PathOf(PropertyFilter filter) => filter.ArrayPath is null
        ? string.Join('.', filter.Path)
        : $"{string.Join('.', filter.ArrayPath)}~{string.Join('.', filter.Path)}";
}
