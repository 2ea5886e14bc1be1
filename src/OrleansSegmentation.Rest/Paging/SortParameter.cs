using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Listing;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Paging;

/// <summary>The grammar of <c>sort</c>: <c>key *("," key)</c>, <c>key = path [":" ("asc" | "desc")]</c>.</summary>
/// <param name="paths">The paths of the items.</param>
/// <param name="code">The code of the errors.</param>
internal sealed class SortParameter(DocumentPaths paths, string code)
{
    public const string Name = "sort";

    private const int MaxKeys = 5;

    /// <summary>Returns the keys; empty when the parameter is absent.</summary>
    public IReadOnlyList<SortKey> Read(QueryParameters query)
    {
        if (query.Text(Name) is not { } text)
        {
            return [];
        }

        var keys = text.Split(',');
        return keys.Length > MaxKeys
            ? throw Wrong($"'{Name}' has {keys.Length} keys; accepted are at most {MaxKeys}.")
            : [.. keys.Select(ReadKey)];
    }

    private SortKey ReadKey(string key)
    {
        var colon = key.IndexOf(':');
        var path = colon < 0 ? key : key[..colon];
        if (!paths.IsSortable(path))
        {
            throw Wrong(
                $"'{WireFaults.Quoted(key)}' is not a sort key: accepted are path, path:asc and path:desc, where path is one of "
                + string.Join(", ", paths.Sortable) + ".");
        }

        var direction = colon < 0 ? "asc" : key[(colon + 1)..];
        return direction.ToUpperInvariant() switch
        {
            "ASC" => new SortKey(path, IsDescending: false),
            "DESC" => new SortKey(path, IsDescending: true),
            _ => throw Wrong($"'{WireFaults.Quoted(direction)}' is not a direction: accepted are asc and desc."),
        };
    }

    private SegmentationException Wrong(string message) =>
        WireFaults.Parameter(code, "The sort order is invalid.", Name, message);
}
