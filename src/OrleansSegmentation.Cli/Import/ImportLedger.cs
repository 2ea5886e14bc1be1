using OrleansSegmentation.Cli.Import.Reporting;
using OrleansSegmentation.Cli.Import.Resuming;
using OrleansSegmentation.Cli.Import.Sending;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import;

/// <summary>Takes acknowledgements in any order and books them in the order of the file: rejected records, then the position on disk.</summary>
/// <param name="state">Where the import stands.</param>
/// <param name="file">Where that is kept.</param>
/// <param name="rejects">Where rejected records are listed.</param>
/// <param name="meter">Told of everything.</param>
/// <param name="window">How many chunks may be on their way, or wait for an earlier one.</param>
internal sealed class ImportLedger(ImportState state, ImportStateFile file, RejectLog rejects, ImportMeter meter, int window) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Entry> _early = [];
    private readonly SemaphoreSlim _window = new(window);

    /// <summary>Gets where the import stands.</summary>
    public ImportState State { get; private set; } = state;

    /// <summary>Waits until another chunk may be sent: what an interruption would have to send again is bounded.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _window.WaitAsync(cancellationToken);

    /// <summary>Books a chunk.</summary>
    /// <param name="chunk">It can be used again afterwards.</param>
    /// <param name="answer">What became of it; null: it had no record to send.</param>
    public void Acknowledge(Chunk chunk, IngestAnswer? answer)
    {
        var entry = new Entry(chunk.End, chunk.Share, chunk.Length, answer?.Accepted ?? 0, (answer?.Rejected ?? 0) + chunk.Rejections.Count, RejectionsOf(chunk, answer));
        meter.NoteAcknowledged(entry.Bytes, entry.Accepted, entry.Rejected);
        lock (_gate)
        {
            _early.Add(chunk.Number, entry);
            var booked = 0;
            for (; _early.Remove(State.Chunks, out var next); booked++) Book(next);
            if (booked == 0) return;
            file.Write(State);
            _window.Release(booked);
        }
    }

    public void Dispose() => _window.Dispose();

    private void Book(Entry entry)
    {
        rejects.Add(entry.Rejections);
        meter.NoteShare(entry.Share);
        State = State with
        {
            Position = entry.End,
            Chunks = State.Chunks + 1,
            RejectsBytes = rejects.Length,
            SentBytes = State.SentBytes + entry.Bytes,
            Accepted = State.Accepted + entry.Accepted,
            Rejected = State.Rejected + entry.Rejected,
        };
    }

    private static List<RecordRejection> RejectionsOf(Chunk chunk, IngestAnswer? answer)
    {
        var all = chunk.Rejections.ToList();
        if (answer is null) return all;
        all.AddRange(answer.Errors.Select(error => new RecordRejection(chunk.PlaceOf(error.Line), error.Code, error.Message)));
        all.Sort(static (left, right) => (left.Place.Line ?? left.Place.Row ?? 0).CompareTo(right.Place.Line ?? right.Place.Row ?? 0));
        if (answer.Rejected > answer.Errors.Count)
        {
            all.Add(new RecordRejection(
                default, RecordRejection.Shape, $"{answer.Rejected - answer.Errors.Count} more records up to {Describe(chunk.End)} were refused; the server listed only {answer.Errors.Count}."));
        }

        return all;
    }

    private static string Describe(SourcePosition position) => position.Lines > 0 ? $"line {position.Lines}" : $"row {position.Records}";

    private sealed record Entry(SourcePosition End, double Share, int Bytes, long Accepted, long Rejected, IReadOnlyCollection<RecordRejection> Rejections);
}
