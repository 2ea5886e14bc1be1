namespace OrleansSegmentation.Cli.Import.Reporting;

/// <summary>The figures of a running import. Thread-safe; readers see values of slightly different moments.</summary>
internal sealed class ImportMeter
{
    private long _sentBytes;
    private long _accepted;
    private long _rejected;
    private long _retries;
    private double _share;
    private string? _lastProblem;

    /// <summary>Gets how many bytes were acknowledged by this run.</summary>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <summary>Gets how many records were taken in this run.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Gets how many were not.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Gets how often a request was sent again.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>Gets how much of the file is acknowledged, from 0 to 1.</summary>
    public double Share => Volatile.Read(ref _share);

    /// <summary>Gets why a request is being sent again; null: none is.</summary>
    public string? LastProblem => Volatile.Read(ref _lastProblem);

    /// <summary>Notes an acknowledged chunk.</summary>
    public void NoteAcknowledged(long bytes, long accepted, long rejected)
    {
        Interlocked.Add(ref _sentBytes, bytes);
        Interlocked.Add(ref _accepted, accepted);
        Interlocked.Add(ref _rejected, rejected);
        Volatile.Write(ref _lastProblem, null);
    }

    /// <summary>Notes how far the file is acknowledged.</summary>
    public void NoteShare(double share) => Volatile.Write(ref _share, share);

    /// <summary>Notes that a request will be sent again.</summary>
    public void NoteRetry(string problem)
    {
        Interlocked.Increment(ref _retries);
        Volatile.Write(ref _lastProblem, problem);
    }
}
