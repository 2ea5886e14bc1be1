using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>The view of policies with the same rules while it is maintained: its pieces, where each profile's row is, and which rows are out of date.</summary>
internal sealed class PolicyView(MergeRules rules)
{
    /// <summary>A piece with fewer live rows than this is small.</summary>
    private const int SmallRowCount = Columnar.Columns.ColumnChunk.MaxRowCount / 2;

    /// <summary>More small pieces than this are rebuilt together.</summary>
    private const int MaxSmallPieces = 8;

    private readonly List<StoredPiece> _pieces = [];
    private StoredPiece?[] _pieceByNumber = [];

    public MergeRules Rules { get; } = rules;

    /// <summary>Gets the profiles whose row is missing or out of date, by number in their identity graph.</summary>
    public NumberSet Dirty { get; } = new();

    /// <summary>Gets the profiles without a row because they have too many identities.</summary>
    public NumberSet Excluded { get; } = new();

    public IReadOnlyList<StoredPiece> Pieces => _pieces;

    /// <summary>Gets or sets the update that is under way.</summary>
    public ViewUpdate? Update { get; set; }

    /// <summary>Gets or sets the newest complete view.</summary>
    public MergedView? Published { get; set; }

    /// <summary>Returns whether a profile has a row, be it out of date.</summary>
    public bool HasRow(int number) => number < _pieceByNumber.Length && _pieceByNumber[number] is not null;

    /// <summary>Takes the rows to make anew, ascending: the dirty ones, and those of pieces that have become too sparse or too many.</summary>
    public int[] TakeWork()
    {
        foreach (var number in Dirty.ToArray()) RemoveRow(number);
        foreach (var piece in ChoosePiecesToRebuild()) GiveUp(piece);
        return Dirty.TakeAll();
    }

    /// <summary>Adds a piece; each of its live rows has no row elsewhere.</summary>
    public void AddPiece(StoredPiece piece)
    {
        if (piece.Numbers.Length == 0) return;
        _pieces.Add(piece);
        var last = piece.Numbers[^1];
        if (last >= _pieceByNumber.Length) Array.Resize(ref _pieceByNumber, Math.Max(last + 1, _pieceByNumber.Length * 2));
        foreach (var number in piece.GetLiveNumbers()) _pieceByNumber[number] = piece;
    }

    /// <summary>Gives up the pieces with rows that do not count any more; their other rows become dirty.</summary>
    public void DropDeadRows()
    {
        foreach (var number in Dirty.ToArray()) RemoveRow(number);
        foreach (var piece in _pieces.Where(static piece => piece.LiveCount < piece.Numbers.Length).ToArray()) GiveUp(piece);
    }

    /// <summary>Gives up the pieces that the next update would make anew anyway, so that they take no more room.</summary>
    public void DropSparsePieces()
    {
        foreach (var number in Dirty.ToArray()) RemoveRow(number);
        foreach (var piece in _pieces.Where(static piece => piece.IsSparse).ToArray()) GiveUp(piece);
    }

    private void GiveUp(StoredPiece piece)
    {
        foreach (var number in piece.GetLiveNumbers())
        {
            _pieceByNumber[number] = null;
            _ = Dirty.Add(number);
        }

        _ = _pieces.Remove(piece);
    }

    private void RemoveRow(int number)
    {
        _ = Excluded.Remove(number);
        if (!HasRow(number)) return;
        _pieceByNumber[number]!.Remove(number);
        _pieceByNumber[number] = null;
    }

    private HashSet<StoredPiece> ChoosePiecesToRebuild()
    {
        var chosen = _pieces.Where(static piece => piece.IsSparse).ToHashSet();
        var small = _pieces.Where(static piece => piece.LiveCount < SmallRowCount).OrderBy(static piece => piece.LiveCount).ToArray();
        if (small.Length <= MaxSmallPieces) return chosen;

        // Only pieces of like size are put together: a row is made anew a logarithmic number of times, however small the updates.
        var rowCount = Dirty.Count;
        foreach (var piece in small)
        {
            if (piece.LiveCount > 2 * Math.Max(rowCount, small[MaxSmallPieces / 2].LiveCount)) break;
            _ = chosen.Add(piece);
            rowCount += piece.LiveCount;
        }

        return chosen;
    }
}
