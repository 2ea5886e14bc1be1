using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Listing;

namespace OrleansSegmentation.Grains.Listing;

/// <summary>Turns property filters into tests of documents.</summary>
internal static class DocumentFilter
{
    private static readonly Func<object, bool> MatchesNothing = _ => false;

    /// <summary>Resolves a filter once; a path that no document can have matches nothing.</summary>
    public static Func<object, bool> Compile(DocumentPaths paths, PropertyFilter filter)
    {
        if (filter.ArrayPath is { } arrayPath) return CompileArray(paths, arrayPath, filter.Path, filter.Value);
        if (filter.Path is [var name] && paths.ShortArrayFilters.TryGetValue(name, out var meant))
            return CompileArray(paths, [name], [meant], filter.Value);
        return DocumentPath.Resolve(paths.Shape, filter.Path) is { Shape.IsScalar: true } path
            ? document => Matches(path.Read(document), filter.Value)
            : MatchesNothing;
    }

    private static Func<object, bool> CompileArray(
        DocumentPaths paths, IReadOnlyList<string> arrayPath, IReadOnlyList<string> elementPath, string value)
    {
        if (DocumentPath.Resolve(paths.Shape, arrayPath) is not { Shape.Element: { } element } array) return MatchesNothing;
        if (DocumentPath.Resolve(element, elementPath) is not { Shape.IsScalar: true } inner) return MatchesNothing;
        return document => array.Read(document) is { } items
            && array.Shape.Elements(items).Any(item => Matches(inner.Read(item), value));
    }

    private static bool Matches(object? found, string value) => DocumentShape.CanonicalText(found) == value;
}
