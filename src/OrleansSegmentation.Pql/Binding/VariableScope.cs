using OrleansSegmentation.Pql.Syntax;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>What a name stands for.</summary>
internal enum VariableKind
{
    /// <summary>A variable of the tree.</summary>
    Variable,

    /// <summary>The named parameter of the whole expression: the profile.</summary>
    Profile,

    /// <summary>Declared further on in the same list or chain.</summary>
    Pending,

    /// <summary>The label of a negated chain element that lies behind.</summary>
    Negated,
}

/// <summary>A visible name.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="TreeName">Its name in the tree, for <see cref="VariableKind.Variable"/>.</param>
internal readonly record struct VariableBinding(VariableKind Kind, string TreeName = "");

/// <summary>
/// The names visible at the current place, and the names that are taken there in the tree. Both encodings are read with it.
/// </summary>
/// <remarks>
/// In the tree a name is unique among those visible, although a source may shadow an outer name: references by level (<c>^</c>) can
/// still reach what a name hides, and must not be captured. A name that is taken gets the smallest number from 2 up appended.
/// </remarks>
internal sealed class VariableScope
{
    private readonly Dictionary<string, VariableBinding> _bindings = new(StringComparer.Ordinal);
    private readonly NumberedNames _treeNames = new();
    private readonly Stack<Change> _changes = new();

    private readonly record struct Change(string? Name, VariableBinding? Previous, string? TreeName);

    /// <summary>Gets a mark to return to with <see cref="Restore"/>.</summary>
    public int Mark => _changes.Count;

    public VariableBinding? Find(string name) => _bindings.TryGetValue(name, out var binding) ? binding : null;

    /// <summary>Makes a name visible and returns what it is called in the tree.</summary>
    public string Declare(string name)
    {
        var treeName = _treeNames.Contains(name) ? _treeNames.FirstFree(name, 2) : name;
        _treeNames.Add(treeName);
        _changes.Push(new Change(null, null, treeName));
        Bind(name, new VariableBinding(VariableKind.Variable, treeName));
        return treeName;
    }

    /// <summary>Takes the name of an implicit parameter: <c>v0</c>, <c>v1</c>, … It has a name in the tree only.</summary>
    public string DeclareImplicit()
    {
        var treeName = _treeNames.FirstFree("v", 0);
        _treeNames.Add(treeName);
        _changes.Push(new Change(null, null, treeName));
        return treeName;
    }

    /// <summary>Makes a name visible that is no variable of the tree, or changes what a visible name stands for.</summary>
    public void Bind(string name, VariableBinding binding)
    {
        _changes.Push(new Change(name, Find(name), null));
        _bindings[name] = binding;
    }

    /// <summary>Announces names that are declared further on. A name that is visible already keeps its meaning until then.</summary>
    public void Announce(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (!_bindings.ContainsKey(name)) Bind(name, new VariableBinding(VariableKind.Pending));
        }
    }

    /// <summary>Forgets everything since a mark.</summary>
    public void Restore(int mark)
    {
        while (_changes.Count > mark)
        {
            var change = _changes.Pop();
            if (change.TreeName is not null) _treeNames.Remove(change.TreeName);
            else if (change.Previous is { } previous) _bindings[change.Name!] = previous;
            else _bindings.Remove(change.Name!);
        }
    }
}
