using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>What was remembered within a window of log time. Immutable; the answer depends on the log only, never on a clock.</summary>
/// <typeparam name="TKey">What is looked up.</typeparam>
/// <typeparam name="TValue">What is remembered.</typeparam>
internal sealed class RecentEntries<TKey, TValue>
    where TKey : notnull
{
    private readonly ImmutableDictionary<TKey, (TValue Value, long AtMs)> _entries;
    private readonly ImmutableQueue<(TKey Key, long AtMs)> _byAge;
    private readonly long _windowMs;

    /// <summary>Creates an empty memory.</summary>
    public RecentEntries(TimeSpan window)
        : this(ImmutableDictionary<TKey, (TValue, long)>.Empty, [], (long)window.TotalMilliseconds)
    {
    }

    private RecentEntries(
        ImmutableDictionary<TKey, (TValue Value, long AtMs)> entries, ImmutableQueue<(TKey Key, long AtMs)> byAge, long windowMs)
    {
        _entries = entries;
        _byAge = byAge;
        _windowMs = windowMs;
    }

    /// <summary>Gets how many entries are held, forgotten ones included until the next <see cref="Add"/>.</summary>
    public int Count => _entries.Count;

    /// <summary>Gets what is held, for comparing states.</summary>
    public IEnumerable<KeyValuePair<TKey, (TValue Value, long AtMs)>> Entries => _entries;

    /// <summary>Gets what is held, oldest first.</summary>
    public IEnumerable<RecentEntry<TKey, TValue>> OldestFirst => _byAge
        .Where(use => _entries.TryGetValue(use.Key, out var entry) && entry.AtMs == use.AtMs)
        .DistinctBy(static use => use.Key)
        .Select(use => new RecentEntry<TKey, TValue>(use.Key, _entries[use.Key].Value, use.AtMs));

    /// <summary>Returns a memory that holds what another one held.</summary>
    /// <param name="window">How long entries are remembered.</param>
    /// <param name="oldestFirst">The entries.</param>
    public static RecentEntries<TKey, TValue> Restore(TimeSpan window, IReadOnlyList<RecentEntry<TKey, TValue>> oldestFirst) => new(
        oldestFirst.ToImmutableDictionary(static entry => entry.Key, static entry => (entry.Value, entry.AtMs)),
        [.. oldestFirst.Select(static entry => (entry.Key, entry.AtMs))],
        (long)window.TotalMilliseconds);

    /// <summary>Finds what was remembered less than the window ago.</summary>
    public bool TryFind(TKey key, long nowMs, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry) && nowMs - entry.AtMs < _windowMs;
        value = found ? entry.Value : default;
        return found;
    }

    /// <summary>Remembers an entry, and lets go of those that are older than the window.</summary>
    public RecentEntries<TKey, TValue> Add(TKey key, TValue value, long atMs)
    {
        var entries = _entries;
        var byAge = _byAge;
        while (!byAge.IsEmpty && atMs - byAge.Peek().AtMs >= _windowMs)
        {
            byAge = byAge.Dequeue(out var oldest);
            // The key may have been used again since; then the newer use stays.
            if (entries.TryGetValue(oldest.Key, out var entry) && entry.AtMs == oldest.AtMs) entries = entries.Remove(oldest.Key);
        }

        return new RecentEntries<TKey, TValue>(entries.SetItem(key, (value, atMs)), byAge.Enqueue((key, atMs)), _windowMs);
    }

    /// <summary>Forgets one entry before its time.</summary>
    public RecentEntries<TKey, TValue> Remove(TKey key) =>
        _entries.ContainsKey(key) ? new RecentEntries<TKey, TValue>(_entries.Remove(key), _byAge, _windowMs) : this;
}

/// <summary>Something remembered.</summary>
/// <param name="Key">What is looked up.</param>
/// <param name="Value">What is remembered.</param>
/// <param name="AtMs">Since when, in log time.</param>
internal sealed record RecentEntry<TKey, TValue>(TKey Key, TValue Value, long AtMs);
