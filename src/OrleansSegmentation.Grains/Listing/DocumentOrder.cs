using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Listing;

namespace OrleansSegmentation.Grains.Listing;

/// <summary>The order of a list: up to five keys, missing values last in both directions, ties by id.</summary>
/// <typeparam name="T">The documents.</typeparam>
internal sealed class DocumentOrder<T>
    where T : class
{
    private readonly (DocumentPath Path, bool IsDescending)[] _keys;
    private readonly Func<T, Guid> _id;

    /// <summary>Resolves the sort keys.</summary>
    /// <exception cref="ArgumentException">A path cannot be sorted by.</exception>
    public DocumentOrder(DocumentPaths paths, IReadOnlyList<SortKey> keys, Func<T, Guid> id)
    {
        _id = id;
        _keys = [.. keys.Select(key => (
            paths.IsSortable(key.Path) ? DocumentPath.Resolve(paths.SortShape, key.Path.Split('.'))! : throw new ArgumentException($"Lists cannot be sorted by '{key.Path}'.", nameof(keys)),
            key.IsDescending))];
    }

    /// <summary>Returns the documents in order.</summary>
    public T[] Sort(IReadOnlyList<T> documents)
    {
        // Every key is read once per document, not once per comparison.
        var rows = new (object?[] Keys, Guid Id, T Document)[documents.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (Array.ConvertAll(_keys, key => key.Path.Read(documents[i])), _id(documents[i]), documents[i]);
        Array.Sort(rows, Compare);
        return Array.ConvertAll(rows, row => row.Document);
    }

    private int Compare((object?[] Keys, Guid Id, T Document) one, (object?[] Keys, Guid Id, T Document) other)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            var compared = Compare(one.Keys[i], other.Keys[i], _keys[i].IsDescending);
            if (compared != 0) return compared;
        }

        return one.Id.CompareTo(other.Id);
    }

    private static int Compare(object? one, object? other, bool isDescending)
    {
        if (one is null || other is null) return (one is null ? 1 : 0) - (other is null ? 1 : 0);
        var compared = one is string text ? string.CompareOrdinal(text, (string)other) : ((IComparable)one).CompareTo(other);
        return isDescending ? -compared : compared;
    }
}
