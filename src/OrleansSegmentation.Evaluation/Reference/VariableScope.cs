using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>The profile and the variables visible at a place, innermost first.</summary>
/// <remarks>A chain of one-variable scopes. Not thread-safe: loops rebind their own variable instead of making a scope per item.</remarks>
public sealed class VariableScope
{
    private readonly VariableScope? _outer;
    private readonly VariableScope _root;
    private readonly string? _name;
    private PqlValue _value;

    private VariableScope(VariableScope? outer, string? name, in PqlValue value)
    {
        _outer = outer;
        _root = outer?._root ?? this;
        _name = name;
        _value = value;
    }

    /// <summary>Gets the profile.</summary>
    public PqlValue Profile => _root._value;

    /// <summary>Gets the value of this scope's own variable (in the outermost scope, the profile).</summary>
    public PqlValue Value => _value;

    /// <summary>Makes the outermost scope.</summary>
    public static VariableScope ForProfile(in PqlValue profile) => new(null, null, profile);

    /// <summary>Makes a scope with one more variable, which hides outer ones of its name.</summary>
    public VariableScope With(string name, in PqlValue value) => new(this, name, value);

    /// <summary>Finds a variable; null when there is none of that name.</summary>
    public PqlValue Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (name == scope._name) return scope._value;
        }

        return PqlValue.Null;
    }

    /// <summary>Gives this scope's own variable (or, in the outermost scope, the profile) another value.</summary>
    public void Rebind(in PqlValue value) => _value = value;
}
