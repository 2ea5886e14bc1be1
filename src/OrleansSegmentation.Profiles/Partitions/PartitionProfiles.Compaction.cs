using System.Diagnostics;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Compaction: what nothing points to any more gives its room back, so that files stay in proportion to what is in use.</content>
/// <remarks>Rows keep their place in the lists and contents their bytes; so whether and when this runs changes nothing that anybody sees.</remarks>
public sealed partial class PartitionProfiles
{
    // Files up to this many bytes are written anew as one when there are more than so many of them.
    private const long SmallContentBytes = 4L << 20;
    private const int MaxSmallContentFiles = 8;

    // A step ends after so many rows or bytes: well below a millisecond.
    private const int RowsPerStep = 1_024;
    private const int BytesPerStep = 256 * 1024;
    private const int ListsPerStep = 256;

    private IEnumerator<CompactionStep>? _compaction;

    private RowStore[] ContentStores => [_fragments, _events, _identities];

    /// <summary>Does a part of the compaction that the next checkpoint needs; <see cref="Prepare"/> does what is left.</summary>
    /// <remarks>Not while a checkpoint is being written. Everything else may happen between two calls.</remarks>
    /// <param name="budget">About how long; at least one small step is done in any case.</param>
    /// <returns>Whether nothing is left to do now.</returns>
    public bool Compact(TimeSpan budget)
    {
        var started = Stopwatch.GetTimestamp();
        _compaction ??= CompactInSteps().GetEnumerator();
        do
        {
            if (_compaction.MoveNext()) continue;
            _compaction = null;
            return true;
        }
        while (Stopwatch.GetElapsedTime(started) < budget);

        return false;
    }

    private IEnumerable<CompactionStep> CompactInSteps() => RewriteContent(ChooseContent()).Concat(ShrinkTables());

    // Parts of which most is dead, after a removal all with dead bytes, and small files when there are many. Memory is written as one range of addresses.
    private HashSet<ContentSegment> ChooseContent()
    {
        var memory = _content.Segments.Where(static segment => segment.File is null).ToArray();
        var files = _content.Segments.Where(static segment => segment is { File: not null, LiveBytes: > 0 }).ToArray();
        var chosen = files.Where(file => _hasErasedContent ? file.LiveBytes < file.Length : 2 * file.LiveBytes < file.Length).ToHashSet();
        var (memoryBytes, liveMemoryBytes) = (memory.Sum(static block => block.Length), memory.Sum(static block => block.LiveBytes));
        var bytes = liveMemoryBytes + chosen.Sum(static file => file.LiveBytes);
        var small = files.Where(static file => file.LiveBytes < SmallContentBytes).OrderBy(static file => file.LiveBytes).ToArray();
        if (small.Length > MaxSmallContentFiles)
        {
            foreach (var file in small)
            {
                if (file.LiveBytes > 2 * bytes) break;
                if (chosen.Add(file)) bytes += file.LiveBytes;
            }
        }

        if (_hasErasedContent ? liveMemoryBytes < memoryBytes : 2 * liveMemoryBytes < memoryBytes) chosen.UnionWith(memory);
        return chosen;
    }

    private IEnumerable<CompactionStep> RewriteContent(HashSet<ContentSegment> chosen)
    {
        if (chosen.Count == 0) yield break;
        _content.Seal();
        var ranges = chosen.Where(static segment => segment.LiveBytes > 0).OrderBy(static segment => segment.Start).ToArray();
        foreach (var store in ranges.Length > 0 ? ContentStores : [])
        {
            var (rows, bytes) = (0, 0);
            for (var row = 0; row < store.Count; row++)
            {
                if (store.IsUsed(row)) bytes += Rewrite(ref store[row], ranges);
                if (++rows < RowsPerStep && bytes < BytesPerStep) continue;
                (rows, bytes) = (0, 0);
                yield return default;
            }
        }

        foreach (var block in chosen.Where(static segment => segment.File is null)) _content.Remove(block);
    }

    private int Rewrite(ref StoredRow row, ContentSegment[] ranges)
    {
        var address = row.Address;
        if (row.Length == 0 || !Array.Exists(ranges, range => range.Start <= address && address < range.Start + range.Length)) return 0;
        _buffer.Clear();
        row.Address = _content.Append(Read(row).Span);
        _content.Free(address, row.Length);
        return row.Length;
    }

    private IEnumerable<CompactionStep> ShrinkTables()
    {
        if (_fragments.IsSparse || _events.IsSparse || _identities.IsSparse || _evidence.IsSparse)
        {
            var moved = new Dictionary<int, int>();
            var bounds = new ClusterBounds(_fragments.BeginShrinking(), _events.BeginShrinking(), _identities.BeginShrinking(), _evidence.BeginShrinking());
            for (var number = 0; number < NextRow; number++)
            {
                if (IsLive(number)) MoveDown(number, bounds, moved);
                if (number % ListsPerStep == ListsPerStep - 1) yield return default;
            }

            foreach (var store in ContentStores) store.EndShrinking();
            _evidence.EndShrinking();
        }

        if (!_primaryIdentities.IsSparse) yield break;
        var bound = _primaryIdentities.BeginShrinking();
        for (var primary = 0; primary < NextPrimary; primary++)
        {
            _primaryIdentities.MoveDown(primary, ref _primaries[primary].Identities, bound, []); // nothing else names these rows
            if (primary % ListsPerStep == ListsPerStep - 1) yield return default;
        }

        _primaryIdentities.EndShrinking();
    }

    private void MoveDown(int number, in ClusterBounds bounds, Dictionary<int, int> moved)
    {
        ref var cluster = ref _clusters[number];
        moved.Clear();
        _identities.MoveDown(number, ref cluster.Identities, bounds.Identities, moved);
        for (var row = moved.Count > 0 ? cluster.Evidence.First : -1; row >= 0; row = _evidence[row].Next)
        {
            ref var link = ref _evidence[row];
            link.Primary = moved.GetValueOrDefault(link.Primary, link.Primary);
            link.Other = moved.GetValueOrDefault(link.Other, link.Other);
        }

        moved.Clear();
        _evidence.MoveDown(ref cluster.Evidence, bounds.Evidence, moved);
        moved.Clear();
        _fragments.MoveDown(number, ref cluster.Fragments, bounds.Fragments, moved);
        moved.Clear();
        _events.MoveDown(number, ref cluster.Events, bounds.Events, moved);
        _ = _rowsByPrimary.Remove(number);
    }

    /// <summary>The bound of each table below which its rows go.</summary>
    private readonly record struct ClusterBounds(int Fragments, int Events, int Identities, int Evidence);

    /// <summary>The end of one small step.</summary>
    private readonly record struct CompactionStep;
}
