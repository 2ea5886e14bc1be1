using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>One piece of a view while it is maintained: rows never change, but stop being live.</summary>
internal sealed class StoredPiece(ColumnChunk chunk, int[] numbers, int[] clusters, RowBitmap live)
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

        _live.Clear(Array.BinarySearch(Numbers, number));
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
