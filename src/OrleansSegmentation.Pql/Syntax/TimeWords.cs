using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>The words and symbols of time tails, in both encodings.</summary>
internal static class TimeWords
{
    private static readonly string[] Singular =
        ["millisecond", "second", "minute", "hour", "day", "week", "month", "year", "decade", "century", "millennium"];

    private static readonly string[] Plural =
        ["milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "decades", "centuries", "millennia"];

    private static readonly string[] Symbols = ["=", "!=", "<", "<=", ">", ">="];

    private static readonly string[] Directions = ["before", "after", "from"];

    public static string SingularOf(PqlTimeUnit unit) => Singular[(int)unit];

    public static string PluralOf(PqlTimeUnit unit) => Plural[(int)unit];

    public static string SymbolOf(PqlComparison comparison) => Symbols[(int)comparison];

    public static string WordOf(PqlTimeDirection direction) => Directions[(int)direction];

    public static bool TryUnit(string word, out PqlTimeUnit unit, out bool isPlural)
    {
        var index = Find(Singular, word);
        isPlural = index < 0;
        if (isPlural) index = Find(Plural, word);
        unit = (PqlTimeUnit)Math.Max(index, 0);
        return index >= 0;
    }

    public static bool TryComparison(string symbol, out PqlComparison comparison)
    {
        var index = Find(Symbols, symbol);
        comparison = (PqlComparison)Math.Max(index, 0);
        return index >= 0;
    }

    public static bool TryDirection(string word, out PqlTimeDirection direction)
    {
        var index = Find(Directions, word);
        direction = (PqlTimeDirection)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads the value of a Timestamp literal: a time word or a period, in lower case.</summary>
    public static bool TryTimestamp(string text, out string canonical)
    {
        canonical = text.ToLowerInvariant();
        if (canonical is "now" or "today" or "yesterday" or "tomorrow") return true;
        var words = canonical.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["this" or "last" or "next", var unit] || !TryUnit(unit, out _, out var isPlural) || isPlural) return false;
        canonical = $"{words[0]} {unit}";
        return true;
    }

    /// <summary>Whether the value of a Timestamp literal is a period, which only a time tail can express in text.</summary>
    public static bool IsPeriod(string timestamp) => timestamp.Contains(' ', StringComparison.Ordinal);

    private static int Find(string[] words, string word) =>
        Array.FindIndex(words, candidate => candidate.Equals(word, StringComparison.OrdinalIgnoreCase));
}
