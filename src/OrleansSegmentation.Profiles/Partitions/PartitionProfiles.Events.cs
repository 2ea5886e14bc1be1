using System.Text;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>The events of one profile, page by page.</content>
public sealed partial class PartitionProfiles
{
    private const char DatasetMark = '@'; // no dataset id has it

    /// <summary>Reads a page of the events of a profile, ordered by (timestamp, dataset id, <c>_id</c>).</summary>
    /// <returns>The page; null when there is no event of the query's <see cref="EventPageQuery.Start"/> in its time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    /// <remarks>Contents are read of the events that are shown, tested, or of the same moment and dataset as another one: a long history is not read whole.</remarks>
    public EventPage? ReadEvents(IdentityGraph graph, int number, EventPageQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        RequireLive(graph, number);
        var rows = OrderEvents(graph, number, query);
        var index = query.Start is null ? 0 : FindStart(rows, query.Start);
        if (index < 0) return null;

        var page = new List<ProfileEvent>();
        long bytes = 0;
        for (; index < rows.Length; index++)
        {
            ref var row = ref _events[rows[index]];
            _buffer.Clear();
            var content = Read(row);
            if (query.IsWanted?.Invoke(content) == false) continue;
            if (page.Count == query.Limit || (page.Count > 0 && bytes + content.Length > query.MaxBytes)) return new EventPage(page, NameStart(rows, index));
            bytes += content.Length;
            page.Add(new ProfileEvent(_symbols[row.Symbol], Encoding.UTF8.GetString(EventOrder.IdOf(content.Span)), row.TimestampMs, content.ToArray()));
        }

        return new EventPage(page, null);
    }

    private int[] OrderEvents(IdentityGraph graph, int number, EventPageQuery query)
    {
        var rows = new List<int>();
        var cluster = graph == IdentityGraph.Pdg ? number : _primaries[number].Cluster;
        for (var row = _clusters[cluster].Events.First; row >= 0; row = _events[row].Next)
        {
            ref var item = ref _events[row];
            if (item.TimestampMs >= query.StartMs && item.TimestampMs < query.EndMs && (graph == IdentityGraph.Pdg || item.Primary == number)) rows.Add(row);
        }

        rows.Sort(CompareEvents);
        if (query.IsDescending) rows.Reverse();
        return [.. rows];
    }

    private int CompareEvents(int left, int right)
    {
        if (left == right) return 0;
        ref var x = ref _events[left];
        ref var y = ref _events[right];
        var byTime = x.TimestampMs.CompareTo(y.TimestampMs);
        if (byTime != 0) return byTime;
        var byDataset = string.CompareOrdinal(_symbols[x.Symbol], _symbols[y.Symbol]);
        if (byDataset != 0) return byDataset;
        _buffer.Clear();
        return EventOrder.IdOf(Read(x).Span).SequenceCompareTo(EventOrder.IdOf(Read(y).Span));
    }

    // An _id is unique in its dataset only. "id@dataset" always means one event; an id alone means it unless another reading is possible.
    private int FindStart(int[] rows, string start)
    {
        var mark = start.LastIndexOf(DatasetMark);
        if (mark >= 0)
        {
            var key = EventKey(Encoding.UTF8.GetBytes(start[..mark]));
            var found = Array.FindIndex(rows, row => _events[row].Key == key && start.AsSpan(mark + 1).SequenceEqual(_symbols[_events[row].Symbol]));
            if (found >= 0) return found;
        }

        var whole = EventKey(Encoding.UTF8.GetBytes(start));
        return Array.FindIndex(rows, row => _events[row].Key == whole);
    }

    private string NameStart(int[] rows, int index)
    {
        ref var row = ref _events[rows[index]];
        _buffer.Clear();
        var id = Encoding.UTF8.GetString(EventOrder.IdOf(Read(row).Span));
        return FindStart(rows, id) == index ? id : $"{id}{DatasetMark}{_symbols[row.Symbol]}";
    }
}

/// <summary>Which events of a profile to read.</summary>
public sealed record EventPageQuery
{
    /// <summary>Gets the earliest time, ms since 1970.</summary>
    public long StartMs { get; init; } = long.MinValue;

    /// <summary>Gets the first time that is too late, ms since 1970.</summary>
    public long EndMs { get; init; } = long.MaxValue;

    /// <summary>Gets whether the latest event comes first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Gets the event to start with, as <see cref="EventPage.Next"/> or by its <c>_id</c>; null: the first one.</summary>
    public string? Start { get; init; }

    /// <summary>Gets the most events of the page.</summary>
    public required int Limit { get; init; }

    /// <summary>Gets how many bytes end a page early; one event at least is on it.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>Gets the test that events must pass, given their content; null: all pass. What it is given must not be kept.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? IsWanted { get; init; }
}

/// <summary>A page of events.</summary>
/// <param name="Events">The events in order.</param>
/// <param name="Next">Names the first event of the next page; null when nothing follows.</param>
public sealed record EventPage(IReadOnlyList<ProfileEvent> Events, string? Next);

/// <summary>One event.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Id">The <c>_id</c>.</param>
/// <param name="TimestampMs">Its time, ms since 1970.</param>
/// <param name="Content">The event as it was sent: one JSON object in UTF-8.</param>
public sealed record ProfileEvent(string Dataset, string Id, long TimestampMs, ReadOnlyMemory<byte> Content);
