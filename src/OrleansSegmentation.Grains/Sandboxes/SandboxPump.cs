using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>
/// The one loop that changes a sandbox: takes waiting commands, decides them on the state, appends one entry, applies it, answers.
/// </summary>
/// <remarks>
/// Not thread-safe: all calls come from one scheduler, as in a grain. After <see cref="Failure"/> is set nothing changes any more and every
/// call fails as retryable, because another writer may be ahead.
/// </remarks>
/// <param name="sandboxId">The sandbox.</param>
/// <param name="log">The open log.</param>
/// <param name="head">What opening it returned.</param>
/// <param name="state">The state at that head.</param>
/// <param name="clock">For log time.</param>
internal sealed class SandboxPump(Guid sandboxId, ISandboxLog log, SandboxLogHead head, SandboxState state, TimeProvider clock)
{
    /// <summary>How many commands may share one entry.</summary>
    private const int MaxCommandsPerEntry = 256;

    private readonly Queue<PendingCommand> _waiting = [];
    private readonly HeadCheck _headCheck = new(log);
    private Func<SandboxState, EntryStamp, IReadOnlyList<LogItem>> _ownDecisions = (_, _) => [];
    private Task _appending = Task.CompletedTask;
    private bool _isRunning;
    private bool _mustDecide;

    /// <summary>Gets the state after the last committed entry.</summary>
    public SandboxState State { get; private set; } = state;

    /// <summary>Gets the fencing number under which the log is open.</summary>
    public long Term => head.Term;

    /// <summary>Gets the head as it was when the log was opened.</summary>
    public SandboxLogHead OpenedHead => head;

    /// <summary>Gets why the pump stopped; null while it works.</summary>
    public SandboxUnavailableException? Failure { get; private set; }

    /// <summary>Called after each entry was committed and applied, before its commands are answered.</summary>
    public event Action<LogEntry>? Committed;

    /// <summary>Called just before <see cref="Committed"/>, with the bytes of the entry.</summary>
    public event Action<SandboxLogEntry, LogEntry>? Appended;

    /// <summary>Called once, with the cause, when the pump stops.</summary>
    public event Action<Exception>? Stopped;

    /// <summary>Sets what the sandbox decides by itself: asked after every entry, until it has nothing more to say.</summary>
    public void DecideByItself(Func<SandboxState, EntryStamp, IReadOnlyList<LogItem>> decisions) => _ownDecisions = decisions;

    /// <summary>Runs a command.</summary>
    /// <exception cref="SandboxUnavailableException">Whether the command took effect is not known to this writer.</exception>
    public Task<T> RunAsync<T>(Decide<T> decide)
    {
        if (Failure is not null) return Task.FromException<T>(Failure);
        var command = new PendingCommand<T>(decide);
        _waiting.Enqueue(command);
        Wake();
        return command.Answer;
    }

    /// <summary>Asks anew what the sandbox decides by itself: time has passed.</summary>
    public void DecideAgain()
    {
        _mustDecide = true;
        Wake();
    }

    /// <summary>Returns the state after proving, by a read that begins now, that no other writer is ahead of it.</summary>
    public async Task<SandboxState> ReadAsync()
    {
        if (Failure is not null) throw Failure;
        var least = State.Epoch;
        SandboxLogHead found;
        try
        {
            found = await _headCheck.ReadAsync();
        }
        catch (StorageDamagedException exception)
        {
            Stop(exception);
            throw Failure!;
        }
        catch (Exception exception)
        {
            throw new SandboxUnavailableException(sandboxId, $"the head of its log cannot be read. {exception.Message}");
        }

        if (found.Term != head.Term) Stop(new SandboxLogFencedException($"The log has term {found.Term}, this writer has {head.Term}."));
        if (found.Epoch < least) Stop(new StorageDamagedException("head", $"The store lost acknowledged writes: epoch {found.Epoch} after {least}."));
        if (Failure is null && State.Epoch < found.Epoch) await AppliedAsync(found.Epoch);
        return Failure is null ? State : throw Failure;
    }

    // The own entry in flight is committed, but not applied yet. Anything else ahead with the own term contradicts the log's rules.
    private async Task AppliedAsync(long epoch)
    {
        try
        {
            await _appending;
        }
        catch (Exception exception)
        {
            Stop(exception);
        }

        if (State.Epoch < epoch) Stop(new StorageDamagedException("head", $"The log is at epoch {epoch}, its only writer at {State.Epoch}."));
    }

    /// <summary>Stops the pump and fails what waits.</summary>
    public void Stop(Exception cause)
    {
        if (Failure is not null) return;
        Failure = new SandboxUnavailableException(sandboxId, cause.Message);
        while (_waiting.TryDequeue(out var command)) command.Fail(Failure);
        Stopped?.Invoke(cause);
    }

    private void Wake()
    {
        if (!_isRunning) _ = LoopAsync();
    }

    private async Task LoopAsync()
    {
        _isRunning = true;
        try
        {
            while (Failure is null && (_waiting.Count > 0 || _mustDecide)) await StepAsync();
        }
        catch (Exception exception)
        {
            Stop(exception);
        }
        finally
        {
            _isRunning = false;
        }
    }

    private async Task StepAsync()
    {
        var stamp = new EntryStamp(State.Epoch + 1, Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), State.TimeMs + 1));
        var draft = new EntryDraft(State, stamp);
        if (_mustDecide)
        {
            _mustDecide = false;
            draft.Add(_ownDecisions(State, stamp));
        }

        var decided = new List<PendingCommand>();
        while (decided.Count < MaxCommandsPerEntry && _waiting.TryPeek(out var command) && command.TryDecide(draft))
            decided.Add(_waiting.Dequeue());

        try
        {
            if (draft.Items.Count > 0) await (_appending = AppendAsync(draft));
            else if (decided.Count > 0) await ReadAsync();
        }
        catch (Exception exception)
        {
            Stop(exception);
            foreach (var command in decided) command.Fail(Failure!);
            return;
        }

        foreach (var command in decided) command.Complete(State);
    }

    private async Task AppendAsync(EntryDraft draft)
    {
        var entry = new LogEntry(draft.Stamp.Epoch, draft.Stamp.TimeMs, draft.Items);
        var next = draft.Complete();
        var stored = new SandboxLogEntry(entry.Epoch, head.Term, entry.TimeMs, LogEntryJson.Encode(entry.Items));
        await log.AppendAsync(stored, CancellationToken.None);
        State = next;
        _mustDecide = true;
        Appended?.Invoke(stored, entry);
        Committed?.Invoke(entry);
    }
}
