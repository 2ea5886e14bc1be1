namespace OrleansSegmentation.Rest.Paging;

/// <summary>Which items of a list to show.</summary>
/// <param name="Start">Zero-based offset of the first item.</param>
/// <param name="Limit">The most items to show.</param>
internal readonly record struct PageRequest(int Start, int Limit)
{
    /// <summary>The largest page of every list.</summary>
    public const int MaxLimit = 1000;

    public static PageRequest Read(QueryParameters query, int defaultLimit) => new(
        query.Number("start", 0, int.MaxValue) ?? 0,
        query.Number("limit", 1, MaxLimit) ?? defaultLimit);

    /// <summary>Returns the offset of the next page, or null when nothing follows.</summary>
    public int? Next(int shown, int totalCount) => shown > 0 && (long)Start + shown < totalCount ? Start + shown : null;
}
