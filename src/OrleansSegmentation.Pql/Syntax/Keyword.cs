using System.Collections.Frozen;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>The words with a meaning of their own: first the reserved ones, then those that depend on the place.</summary>
internal enum Keyword
{
    None,
    And,
    Or,
    Not,
    In,
    NotIn,
    Like,
    Matches,
    Select,
    From,
    Where,
    Exists,
    ForAll,
    Let,
    If,
    Over,
    Occurs,
    True,
    False,
    Null,
    Chain,
    Now,
    Today,
    Yesterday,
    Tomorrow,
    Sum,
    Average,
    Min,
    Max,
    Some,
    All,
    NoneOf,
    One,
    This,
    Last,
    Next,
    Before,
    After,
    Between,
    On,
    What,
    When,
    Count,
    Gap,
}

/// <summary>Finds keywords, in any letter case.</summary>
internal static class Keywords
{
    public const Keyword FirstReserved = Keyword.And;
    public const Keyword LastReserved = Keyword.Tomorrow;

    private static readonly FrozenDictionary<string, Keyword> ByText = Enum.GetValues<Keyword>()
        .Where(keyword => keyword != Keyword.None)
        .ToFrozenDictionary(Spelling, StringComparer.OrdinalIgnoreCase);

    public static Keyword Find(string word) => ByText.GetValueOrDefault(word);

    /// <summary>Whether a bare property of this name would be read as something else in some place, so that it is written in backquotes.</summary>
    public static bool NeedsBackquotes(string word) => Find(word) is not (Keyword.None or Keyword.What or Keyword.When or Keyword.Count or Keyword.Gap);

    private static string Spelling(Keyword keyword) => keyword switch
    {
        Keyword.NotIn => "notIn",
        Keyword.NoneOf => "none",
        _ => keyword.ToString().ToLowerInvariant(),
    };
}
