using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>One piece of a view while it is maintained: rows never change, but stop being live.</summary>
/// <param name="chunk">The rows.</param>
/// <param name="numbers">The number of each row's profile, ascending.</param>
/// <param name="clusters">The cluster of each row.</param>
/// <param name="live">The rows that count.</param>
/// <param name="contentBytes">The bytes of the contents that all rows were made of.</param>
/// <param name="liveBytes">Those of live rows.</param>
/// <param name="rowBytes">Those of each row; null when they are not known any more.</param>
internal sealed class StoredPiece(ColumnChunk chunk, int[] numbers, int[] clusters, RowBitmap live, long contentBytes, long liveBytes, int[]? rowBytes = null)
{
    private RowBitmap _live = live;
    private bool _isShared; // a view that was handed out shows these bits

    public ColumnChunk Chunk { get; } = chunk;

    /// <summary>Gets the number of each row's profile, ascending.</summary>
    public int[] Numbers { get; } = numbers;

    /// <summary>Gets the cluster of each row; of a row that is not live any cluster.</summary>
    public int[] Clusters { get; } = clusters;

    public RowBitmap Live => _live;

    public int LiveCount { get; private set; } = live.Count;

    /// <summary>Gets the bytes of the contents that all rows were made of.</summary>
    public long ContentBytes { get; } = contentBytes;

    /// <summary>Gets the bytes of the contents that live rows were made of, by the average row where they are not known.</summary>
    public long LiveBytes { get; private set; } = liveBytes;

    /// <summary>Gets whether most of the piece does not count any more.</summary>
    public bool IsSparse => 2 * LiveCount < Numbers.Length || 2 * LiveBytes < ContentBytes;

    /// <summary>Gets or sets the checkpoint file that has the rows; null before one has.</summary>
    public string? FileName { get; set; }

    /// <summary>Takes a row out.</summary>
    public void Remove(int number)
    {
        if (_isShared)
        {
            _live = new RowBitmap(_live.Words.ToArray(), _live.RowCount);
            _isShared = false;
        }

        var row = Array.BinarySearch(Numbers, number);
        _live.Clear(row);
        LiveBytes -= rowBytes is null ? LiveBytes / LiveCount : rowBytes[row];
        LiveCount--;
    }

    /// <summary>Returns the piece as it is now, unchanged by what follows.</summary>
    public ViewPiece Share()
    {
        _isShared = true;
        return new ViewPiece(Chunk, Numbers, Clusters, _live);
    }

    /// <summary>Returns the numbers of the live rows, ascending.</summary>
    public IEnumerable<int> GetLiveNumbers()
    {
        for (var row = 0; row < Numbers.Length; row++)
        {
            if (_live[row]) yield return Numbers[row];
        }
    }
}
