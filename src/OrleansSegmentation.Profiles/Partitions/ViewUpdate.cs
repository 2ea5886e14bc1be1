using System.Diagnostics;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Brings one view up to date, a slice of work at a time.</summary>
/// <remarks>
/// Batches may be applied between slices; what they change is made anew before the update ends, so the view shows the state at the end of
/// the last slice. Views handed out before stay as they are. Used by whoever uses the partition, not at the same time.
/// </remarks>
public sealed class ViewUpdate
{
    // Looking at the clock after every row would cost more than small rows do.
    private const int RowsPerLook = 8;

    // A piece ends early when its contents are this large, so that its columns stay far below the 2 GiB of an array.
    private const long MaxPieceContentBytes = 256L * 1024 * 1024;

    private readonly PartitionProfiles _profiles;
    private readonly PolicyView _view;
    private readonly ProfileMerger _merger;
    private readonly MergeInput _input = new();
    private readonly List<int> _numbers = [];
    private readonly List<int> _rowBytes = [];
    private ColumnChunkBuilder _builder = new();
    private long _contentBytes;
    private int[] _work = [];
    private int _next;
    private MergedView? _result;

    internal ViewUpdate(PartitionProfiles profiles, PolicyView view)
    {
        _profiles = profiles;
        _view = view;
        _merger = new ProfileMerger(view.Rules);
    }

    /// <summary>Gets the finished view.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Advance"/> has not returned true yet.</exception>
    public MergedView View => _result ?? throw new InvalidOperationException("The view is not up to date yet: advance until that returns true.");

    /// <summary>Works for about as long as allowed; the making of a full piece's columns is one step.</summary>
    /// <param name="budget">How long; at least a few rows are done in any case.</param>
    /// <returns>Whether the view is up to date and <see cref="View"/> has it.</returns>
    public bool Advance(TimeSpan budget)
    {
        if (_result is not null) return true;
        var started = Stopwatch.GetTimestamp();
        for (var done = 1; ; done++)
        {
            if (_next == _work.Length)
            {
                if (_view.Dirty.Count == 0)
                {
                    FinishPiece();
                    Publish();
                    return true;
                }

                FinishPiece(); // its rows must be found by the next round, which may replace them
                _work = _view.TakeWork();
                _next = 0;
            }

            while (_next < _work.Length)
            {
                MakeRow(_work[_next]);
                _next++; // only now: contents that cannot be read must not lose the row
                if (done++ % RowsPerLook == 0 && Stopwatch.GetElapsedTime(started) >= budget) return false;
            }

            if (Stopwatch.GetElapsedTime(started) >= budget) return false;
        }
    }

    /// <summary>Gets the profiles that have no row because this update is not finished.</summary>
    internal IEnumerable<int> UnfinishedNumbers => _numbers.Concat(_work.Skip(_next));

    private IdentityGraph Graph => _view.Rules.Graph;

    private void MakeRow(int number)
    {
        if (!_profiles.IsLive(Graph, number) || _view.Dirty.Contains(number)) return; // dirty again: its turn comes with the next round
        if (_profiles.GetIdentityCount(Graph, number) > MergePolicy.MaxIdentities)
        {
            _ = _view.Excluded.Add(number);
            return;
        }

        _profiles.Fill(_input, Graph, number);
        var rowBytes = _input.ContentBytes;
        _contentBytes += rowBytes;
        _merger.AppendRow(_builder, _input);
        _numbers.Add(number);
        _rowBytes.Add((int)Math.Min(rowBytes, int.MaxValue));
        if (_numbers.Count == ColumnChunk.MaxRowCount || _contentBytes >= MaxPieceContentBytes) FinishPiece();
    }

    private void FinishPiece()
    {
        if (_numbers.Count == 0) return;
        var numbers = _numbers.ToArray();
        var rowBytes = _rowBytes.ToArray();
        var contentBytes = rowBytes.Sum(static bytes => (long)bytes);
        _numbers.Clear();
        _rowBytes.Clear();
        _contentBytes = 0;
        var chunk = _builder.Build();
        _builder = new ColumnChunkBuilder();
        _view.AddPiece(new StoredPiece(chunk, numbers, _profiles.GetClusters(Graph, numbers), RowBitmap.All(numbers.Length), contentBytes, contentBytes, rowBytes));
    }

    private void Publish()
    {
        var pieces = _view.Pieces.Where(static piece => piece.LiveCount > 0).Select(static piece => piece.Share()).ToArray();
        _result = new MergedView(
            _view.Rules, _profiles.Epoch, pieces, pieces.Sum(static piece => (long)piece.Live.Count), _view.Excluded.Count, _profiles.GetUpperBound(Graph));
        _profiles.EndMerging();
        _view.Published = _result;
        _view.Update = null;
    }
}
