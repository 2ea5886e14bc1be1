using System.Collections.Immutable;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>The levels visible at a place: the profile, then one named variable per list that is walked.</summary>
/// <param name="Names">The variables from the outside in, without the profile.</param>
internal readonly record struct LevelScope(ImmutableArray<string> Names)
{
    /// <summary>Gets the scope in which the only level is the profile.</summary>
    public static LevelScope Rows => new([]);

    /// <summary>Gets how many levels up from the current one the profile is.</summary>
    public int ProfileLevel => Names.Length;

    /// <summary>Opens a level for the items of a list.</summary>
    public LevelScope Push(string name) => new(Names.Add(name));

    /// <summary>Opens several levels, each for the items of a list of the one before.</summary>
    public LevelScope Push(IEnumerable<string> names) => new([.. Names, .. names]);

    /// <summary>Leaves levels.</summary>
    public LevelScope Pop(int levels) => new(Names[..^levels]);

    /// <summary>Returns how many levels up from the current one a variable is, or -1 when it is none of the levels.</summary>
    public int LevelOf(string name)
    {
        for (var i = Names.Length - 1; i >= 0; i--)
            if (Names[i] == name) return Names.Length - 1 - i;
        return -1;
    }
}
