using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>An entry while commands are added to it: each command is decided on the state after those before it.</summary>
/// <param name="state">The state before the entry.</param>
/// <param name="stamp">Where the entry will stand.</param>
internal sealed class EntryDraft(SandboxState state, EntryStamp stamp)
{
    private readonly List<LogItem> _items = [];

    public EntryStamp Stamp { get; } = stamp;

    /// <summary>Gets the state after the items so far.</summary>
    public SandboxState State { get; private set; } = state;

    public IReadOnlyList<LogItem> Items => _items;

    /// <summary>Tells whether items can still be added: data items lead an entry, because a pin sees the whole entry.</summary>
    public bool CanAdd(IReadOnlyList<LogItem> items) => _items.Count == 0 || !items.Any(item => item.ChangesData);

    /// <summary>Adds items; the state moves on.</summary>
    public void Add(IReadOnlyList<LogItem> items)
    {
        State = items.Aggregate(State, (current, item) => current.Apply(item, Stamp));
        _items.AddRange(items);
    }

    /// <summary>Returns the state after the entry.</summary>
    public SandboxState Complete() => State.Complete(Stamp);
}
