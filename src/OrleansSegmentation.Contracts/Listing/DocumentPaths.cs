using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.Listing;

/// <summary>The paths of one kind of document, for sorting and filtering lists.</summary>
public sealed class DocumentPaths
{
    private readonly HashSet<string> _sortable;

    /// <summary>Describes a kind of document.</summary>
    /// <param name="shape">All its paths.</param>
    /// <param name="sortable">Dotted paths to scalars by which lists can be ordered.</param>
    /// <param name="shortArrayFilters">Arrays that may be filtered without <c>~</c>, with the property that is then meant.</param>
    /// <param name="sortShape">All paths, with those that can be sorted by but are never written; null: there are none.</param>
    public DocumentPaths(
        DocumentShape shape, IEnumerable<string> sortable, IReadOnlyDictionary<string, string>? shortArrayFilters = null,
        DocumentShape? sortShape = null)
    {
        Shape = shape;
        SortShape = sortShape ?? shape;
        _sortable = new HashSet<string>(sortable, StringComparer.Ordinal);
        ShortArrayFilters = shortArrayFilters ?? new Dictionary<string, string>();
    }

    /// <summary>Gets the shape of the documents.</summary>
    public DocumentShape Shape { get; }

    /// <summary>Gets the shape that sort keys are resolved against.</summary>
    public DocumentShape SortShape { get; }

    /// <summary>Gets the dotted paths by which lists can be ordered, in ordinal order.</summary>
    public IReadOnlyList<string> Sortable => [.. _sortable.Order(StringComparer.Ordinal)];

    /// <summary>Gets the arrays that may be filtered without <c>~</c>, with the property that is then meant.</summary>
    public IReadOnlyDictionary<string, string> ShortArrayFilters { get; }

    /// <summary>Tells whether lists can be ordered by a dotted path.</summary>
    public bool IsSortable(string path) => _sortable.Contains(path);

    /// <summary>Tells whether some document can have what a filter names.</summary>
    public bool IsKnown(PropertyFilter filter)
    {
        if (filter.ArrayPath is null) return DocumentPath.Resolve(Shape, filter.Path) is not null;
        return DocumentPath.Resolve(Shape, filter.ArrayPath)?.Shape.Element is { } element
            && DocumentPath.Resolve(element, filter.Path) is not null;
    }
}
