using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

/// <summary>
/// A regular expression under the one policy of the language: culture-free, case-sensitive unless the pattern says otherwise, without
/// backtracking where the pattern allows it and with a time limit otherwise. Immutable and thread-safe.
/// </summary>
public sealed class PqlRegex
{
    /// <summary>How long one match may take where backtracking cannot be avoided.</summary>
    public static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    private readonly Regex _regex;
    private long _timeouts;

    private PqlRegex(Regex regex) => _regex = regex;

    /// <summary>Gets how many matches ran out of time since the pattern was compiled; each counted as no match.</summary>
    public long TimeoutCount => Interlocked.Read(ref _timeouts);

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The pattern; .NET syntax.</param>
    /// <param name="regex">The compiled pattern.</param>
    /// <param name="error">What is wrong with it, for the author (<see cref="PatternRules"/>).</param>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out PqlRegex? regex, [NotNullWhen(false)] out string? error)
    {
        error = PatternRules.Check(pattern);
        regex = error is null ? new PqlRegex(Compile(pattern)) : null;
        return regex is not null;
    }

    /// <summary>Tests whether a match is found anywhere in the text.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            Interlocked.Increment(ref _timeouts);
            return false;
        }
    }

    /// <summary>Gets the text of a group of the first match, or null when there is no match, no such group, or it took no part.</summary>
    public string? FindGroup(string text, long group)
    {
        if (group is < 0 or > int.MaxValue) return null;
        try
        {
            var match = _regex.Match(text);
            return match.Success && match.Groups[(int)group] is { Success: true } found ? found.Value : null;
        }
        catch (RegexMatchTimeoutException)
        {
            Interlocked.Increment(ref _timeouts);
            return null;
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, MatchTimeout);
        }
    }
}
