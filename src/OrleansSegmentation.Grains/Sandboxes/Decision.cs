using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>What a command comes to: the items to append, if any, and how it is answered from the state after them.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Items">In order: data items first. Empty: nothing changes.</param>
/// <param name="Answer">Called once, when the items are committed and applied.</param>
internal readonly record struct Decision<T>(IReadOnlyList<LogItem> Items, Func<SandboxState, T> Answer)
{
    /// <summary>Answers without a change.</summary>
    public static Decision<T> Answered(T answer) => new([], _ => answer);

    /// <summary>Appends items, then answers.</summary>
    public static Decision<T> Append(T answer, params IReadOnlyList<LogItem> items) => new(items, _ => answer);
}

/// <summary>A command: decides on a state for one entry. Pure; it is called again when the entry turns out to be another one.</summary>
internal delegate Decision<T> Decide<T>(SandboxState state, EntryStamp stamp);
