namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>What a store does when it changes something.</summary>
internal enum StoreAction
{
    Open,
    Append,
    Trim,
    Create,
    Replace,
    Delete,
}

/// <summary>One change.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Name">The file or document; empty for the log.</param>
internal readonly record struct StoreChange(StoreAction Action, string Name);

/// <summary>How a change goes wrong.</summary>
internal enum Fault
{
    /// <summary>The process dies before the change took effect.</summary>
    CrashBefore,

    /// <summary>The process dies after it took effect, before anybody hears of it.</summary>
    CrashAfter,

    /// <summary>The change fails and did nothing; the process goes on.</summary>
    Refuse,

    /// <summary>The change took effect, but its caller is told that it failed; the process goes on.</summary>
    LoseAnswer,
}

/// <summary>
/// Lets exactly one change of a store go wrong. Run a scenario without a fault to count its changes, then once per change and fault: every step
/// at which a process can die is tried. Thread-safe.
/// </summary>
/// <param name="counts">Which changes count; null: all.</param>
/// <param name="at">Which of those that count goes wrong, from 0; null: none.</param>
/// <param name="fault">How.</param>
internal sealed class FaultPlan(Func<StoreChange, bool>? counts = null, int? at = null, Fault fault = Fault.CrashBefore)
{
    private readonly Lock _lock = new();
    private readonly List<StoreChange> _counted = [];

    /// <summary>Gets the changes that counted so far, in order.</summary>
    public IReadOnlyList<StoreChange> Counted
    {
        get
        {
            lock (_lock) return [.. _counted];
        }
    }

    /// <summary>Gets the change that went wrong; null: none yet.</summary>
    public StoreChange? Hit { get; private set; }

    /// <summary>Gets whether the process is dead: nothing of the store works any more.</summary>
    public bool HasCrashed { get; private set; }

    /// <summary>Makes a change, or lets it go wrong.</summary>
    public async Task<T> ChangeAsync<T>(StoreChange change, Func<Task<T>> make)
    {
        ThrowIfCrashed();
        var isHit = Count(change);
        if (isHit && fault == Fault.CrashBefore) HasCrashed = true;
        if (isHit && fault is Fault.CrashBefore or Fault.Refuse) throw new InjectedFaultException(change);
        var made = await make();
        if (!isHit)
        {
            ThrowIfCrashed();
            return made;
        }

        if (fault == Fault.CrashAfter) HasCrashed = true;
        throw new InjectedFaultException(change);
    }

    /// <summary>Reads end too when the process is dead.</summary>
    public void ThrowIfCrashed()
    {
        if (HasCrashed) throw new InjectedFaultException(Hit!.Value);
    }

    private bool Count(StoreChange change)
    {
        if (counts?.Invoke(change) == false) return false;
        lock (_lock)
        {
            _counted.Add(change);
            if (_counted.Count - 1 != at) return false;
            Hit = change;
            return true;
        }
    }
}

/// <summary>The fault of a <see cref="FaultPlan"/>.</summary>
internal sealed class InjectedFaultException(StoreChange change) : IOException($"Injected at {change.Action} {change.Name}");
