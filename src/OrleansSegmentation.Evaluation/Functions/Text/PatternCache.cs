using System.Collections.Concurrent;

namespace OrleansSegmentation.Evaluation.Functions.Text;

/// <summary>Compiled patterns by their text. Thread-safe; one per job. Bounded, because patterns may come from data.</summary>
public sealed class PatternCache
{
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<string, PqlRegex?> _expressions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LikePattern> _likePatterns = new(StringComparer.Ordinal);

    /// <summary>Gets a compiled regular expression, or null for a bad pattern.</summary>
    public PqlRegex? GetRegex(string pattern)
    {
        if (_expressions.TryGetValue(pattern, out var regex)) return regex;
        if (_expressions.Count >= Capacity) _expressions.Clear();
        return _expressions.GetOrAdd(pattern, static text => PqlRegex.TryCompile(text, out var compiled, out _) ? compiled : null);
    }

    /// <summary>Gets a pattern of <c>like</c>.</summary>
    public LikePattern GetLikePattern(string pattern)
    {
        if (_likePatterns.TryGetValue(pattern, out var like)) return like;
        if (_likePatterns.Count >= Capacity) _likePatterns.Clear();
        return _likePatterns.GetOrAdd(pattern, static text => new LikePattern(text));
    }

    /// <summary>Counts the matches that ran out of time, over all patterns still held.</summary>
    public long CountTimeouts() => _expressions.Values.Sum(static regex => regex?.TimeoutCount ?? 0);
}
