using System.Collections.Immutable;
using OrleansSegmentation.Pql.Syntax;

namespace OrleansSegmentation.Pql.Printing;

/// <summary>What the printer knows about the names at the current place.</summary>
internal sealed class PrintScope
{
    // Names that are variables of the tree at this place, and names that the text would not read as properties: a variable that is
    // declared further on in the same list is among the second but not yet among the first.
    private readonly NumberedNames _taken = new();
    private readonly Dictionary<string, int> _shown = new(StringComparer.Ordinal);

    // Parameters that the text refers to by level: implicit lambda parameters, and labels inside their own element.
    private readonly Dictionary<string, int> _levels = new(StringComparer.Ordinal);

    /// <summary>Gets how many levels are above.</summary>
    public int Level { get; private set; }

    /// <summary>Returns how many levels up a parameter is, or null when the text names it.</summary>
    public int? LevelsUp(string name) => _levels.TryGetValue(name, out var level) ? Level - level : null;

    public bool IsCurrentLevel(string name) => LevelsUp(name) == 0;

    /// <summary>Whether a bare word of this name would be read as a variable.</summary>
    public bool IsShown(string name) => _shown.ContainsKey(name);

    /// <summary>Returns the name an implicit parameter would get here.</summary>
    public string ImplicitName() => _taken.FirstFree("v", 0);

    public void Show(string name) => _shown[name] = _shown.GetValueOrDefault(name) + 1;

    public void Hide(string name)
    {
        if (--_shown[name] == 0) _shown.Remove(name);
    }

    public void Take(string name) => _taken.Add(name);

    public void Release(string name) => _taken.Remove(name);

    public void Enter(ImmutableArray<string> parameters, bool isImplicit)
    {
        Level++;
        foreach (var parameter in parameters)
        {
            Take(parameter);
            if (isImplicit) _levels[parameter] = Level;
            else Show(parameter);
        }
    }

    public void Leave(ImmutableArray<string> parameters, bool isImplicit)
    {
        foreach (var parameter in parameters)
        {
            Release(parameter);
            if (isImplicit) _levels.Remove(parameter);
            else Hide(parameter);
        }

        Level--;
    }

    public void EnterElement(string label)
    {
        Take(label);
        _levels[label] = ++Level;
    }

    public void LeaveElement(string label)
    {
        _levels.Remove(label);
        Level--;
    }
}
