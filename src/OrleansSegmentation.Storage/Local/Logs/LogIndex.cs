using System.Text;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>What the records of a log file add up to: the head, and where the entries are. Not thread-safe.</summary>
/// <param name="path">The file, for errors.</param>
internal sealed class LogIndex(string path)
{
    private readonly List<(long Offset, int Length)> _entries = []; // epoch e at e - 1 - _baseEpoch
    private long _baseEpoch; // entries up to it are not in the file
    private long _rewrittenEpoch; // entries up to it may have any earlier term
    private bool _isEmpty = true;

    /// <summary>Gets the head after the records so far.</summary>
    public SandboxLogHead Head { get; private set; } = new(0, string.Empty, 0, 0);

    /// <summary>Gets the bytes of the entries above the floor.</summary>
    public long LiveBytes
    {
        get
        {
            var bytes = 0L;
            for (var epoch = Head.Floor + 1; epoch <= Head.Epoch; epoch++) bytes += Find(epoch).Length;
            return bytes;
        }
    }

    /// <summary>Takes the next record.</summary>
    /// <exception cref="StorageDamagedException">It cannot follow those before it.</exception>
    public void Follow(LogRecord record, long offset, int length)
    {
        var head = Head;
        Head = record.Kind switch
        {
            LogRecordKind.Base when _isEmpty => Start(record, offset),
            LogRecordKind.Fence when record.Term == head.Term + 1 && record.Epoch == head.Epoch =>
                head with { Term = record.Term, Opener = Encoding.UTF8.GetString(record.Content.Span) },
            LogRecordKind.Entry when IsNext(record) => head with { Epoch = record.Epoch, TimeMs = record.TimeMs },
            LogRecordKind.Trim when record.Epoch == head.Epoch => Trim(record, offset),
            _ => throw Misplaced(record, offset),
        };
        if (record.Kind == LogRecordKind.Entry) _entries.Add((offset, length));
        _isEmpty = false;
    }

    /// <summary>Checks, after the last record, that none is missing that the file had when it was written anew.</summary>
    /// <exception cref="StorageDamagedException">One is.</exception>
    public void Finish()
    {
        if (Head.Epoch < _rewrittenEpoch) throw new StorageDamagedException(path, $"The log ends at epoch {Head.Epoch}; it was at epoch {_rewrittenEpoch} when its file was written.");
    }

    /// <summary>Returns where an entry is.</summary>
    /// <exception cref="EntriesTrimmedException">It is not above the floor.</exception>
    /// <exception cref="StorageDamagedException">It is above the head.</exception>
    public (long Offset, int Length) Find(long epoch)
    {
        if (epoch <= Head.Floor) throw new EntriesTrimmedException(epoch, Head.Floor);
        if (epoch > Head.Epoch) throw new StorageDamagedException(path, $"The log ends at epoch {Head.Epoch}; epoch {epoch} is missing.");
        return _entries[(int)(epoch - 1 - _baseEpoch)];
    }

    private bool IsNext(LogRecord record) =>
        record.Epoch == Head.Epoch + 1 && record.TimeMs > Head.TimeMs
        && (record.Epoch <= _rewrittenEpoch ? record.Term <= Head.Term : record.Term == Head.Term);

    private SandboxLogHead Start(LogRecord record, long offset)
    {
        if (LogTrim.Read(record.Content.Span) is not { Opener: { } opener, LastEpoch: { } lastEpoch } trim || trim.Floor != record.Epoch)
            throw Misplaced(record, offset);
        _baseEpoch = record.Epoch;
        _rewrittenEpoch = lastEpoch;
        return new SandboxLogHead(record.Term, opener, record.Epoch, record.TimeMs, trim.Floor, new SandboxLogSnapshot(trim.SnapshotEpoch, trim.SnapshotName));
    }

    private SandboxLogHead Trim(LogRecord record, long offset)
    {
        try
        {
            if (LogTrim.Read(record.Content.Span) is { } trim)
                return TrimRules.Apply(Head, record.Term, trim.Floor, new SandboxLogSnapshot(trim.SnapshotEpoch, trim.SnapshotName));
        }
        catch (Exception exception) when (exception is ArgumentException or SandboxLogFencedException)
        {
            throw new StorageDamagedException(path, $"The record at byte {offset} cannot follow those before it: {exception.Message}", exception);
        }

        throw Misplaced(record, offset);
    }

    private StorageDamagedException Misplaced(LogRecord record, long offset) => new(
        path, $"A record of kind {(int)record.Kind}, term {record.Term}, epoch {record.Epoch} cannot follow term {Head.Term}, epoch {Head.Epoch}, at byte {offset}.");
}
