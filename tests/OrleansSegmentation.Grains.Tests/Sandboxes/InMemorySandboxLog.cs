using System.Runtime.CompilerServices;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>A sandbox log in memory, with the same rules as a durable one: a term fences, an epoch is committed once.</summary>
internal sealed class InMemorySandboxLog : ISandboxLog
{
    private readonly Lock _gate = new();
    private readonly List<SandboxLogEntry> _entries = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SandboxLogHead _head = new(0, "", 0, 0);

    /// <summary>Called before an append takes effect; may throw, or be awaited to hold the append back.</summary>
    public Func<SandboxLogEntry, Task> BeforeAppend { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after an append took effect; may throw, as when an answer is lost.</summary>
    public Func<SandboxLogEntry, Task> AfterAppend { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before a trim takes effect; may throw, or be awaited to hold the trim back.</summary>
    public Func<Task> BeforeTrim { get; set; } = () => Task.CompletedTask;

    public int HeadReads { get; private set; }

    public IReadOnlyList<SandboxLogEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    /// <summary>Gets all entries ever committed, trimmed ones too.</summary>
    public List<SandboxLogEntry> History { get; } = [];

    public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_head = _head with { Term = _head.Term + 1, Opener = opener });
    }

    public async Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        await BeforeAppend(entry);
        lock (_gate) Commit(entry);
        await AfterAppend(entry);
    }

    public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            HeadReads++;
            return ValueTask.FromResult(_head);
        }
    }

    public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(
        long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<SandboxLogEntry> found;
        lock (_gate) // what is trimmed in between is refused, not left out
        {
            if (firstEpoch <= _head.Floor && firstEpoch <= lastEpoch) throw new EntriesTrimmedException(firstEpoch, _head.Floor);
            found = [.. _entries.Where(entry => entry.Epoch >= firstEpoch && entry.Epoch <= lastEpoch)];
        }

        foreach (var entry in found)
        {
            await Task.Yield();
            yield return entry;
        }
    }

    public async Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken)
    {
        await BeforeTrim();
        lock (_gate)
        {
            _head = TrimRules.Apply(_head, term, floor, snapshot);
            _entries.RemoveAll(entry => entry.Epoch <= floor);
            return _head;
        }
    }

    public async Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (_head.Epoch > epoch) return;
                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellationToken);
        }
    }

    private void Commit(SandboxLogEntry entry)
    {
        if (entry.Term != _head.Term) throw new SandboxLogFencedException($"The log has term {_head.Term}, not {entry.Term}.");
        if (entry.Epoch == _head.Epoch && _entries.LastOrDefault() is { } last && last.Term == entry.Term && last.Content.Span.SequenceEqual(entry.Content.Span)) return;
        if (entry.Epoch != _head.Epoch + 1) throw new SandboxLogFencedException($"The log is at epoch {_head.Epoch}; {entry.Epoch} is not the next.");
        if (entry.TimeMs <= _head.TimeMs) throw new SandboxLogFencedException($"Log time must rise: {entry.TimeMs} after {_head.TimeMs}.");
        _entries.Add(entry);
        History.Add(entry);
        _head = _head with { Epoch = entry.Epoch, TimeMs = entry.TimeMs };
        _grown.SetResult();
        _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
