using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>The variables visible at a place, with where their values were read. Immutable.</summary>
internal sealed class TracedScope
{
    private readonly TracedScope? _outer;
    private readonly string? _name;
    private readonly TracedValue _value;

    private TracedScope(TracedScope? outer, string? name, TracedValue value, VariableScope values)
    {
        _outer = outer;
        _name = name;
        _value = value;
        Values = values;
    }

    /// <summary>Gets the same variables as the evaluator sees them.</summary>
    public VariableScope Values { get; }

    public static TracedScope ForProfile(in PqlValue profile) =>
        new(null, null, new TracedValue(profile, ""), VariableScope.ForProfile(profile));

    public TracedScope With(string name, TracedValue value) => new(this, name, value, Values.With(name, value.Value));

    public TracedValue Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (name == scope._name) return scope._value;
        }

        return new TracedValue(PqlValue.Null, path: null);
    }

    /// <summary>Tells whether a variable was declared between an outer scope and this one.</summary>
    public bool HasDeclared(string name, TracedScope since)
    {
        for (var scope = this; scope is not null && scope != since; scope = scope._outer)
        {
            if (name == scope._name) return true;
        }

        return false;
    }
}
