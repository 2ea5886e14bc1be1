using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Collects the values that decided a subexpression, at most ten, each path once.</summary>
internal sealed class DecidingValues(Func<string, string?>? datasetOf)
{
    /// <summary>How many values or children of one kind are shown.</summary>
    public const int Limit = 10;

    private readonly ImmutableArray<DecidingValue>.Builder _values = ImmutableArray.CreateBuilder<DecidingValue>();
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    public int Omitted { get; private set; }

    public ImmutableArray<DecidingValue> ToImmutable() => _values.ToImmutable();

    /// <summary>Adds a value; of a list put together from several places, or of scalars, the items.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">What to call it if it has no path.</param>
    public void Add(TracedValue value, string name)
    {
        if (value is { IsList: true, Items.Count: > 0 } && (value.IsCollected || value.Items.All(static item => IsScalar(item.Value))))
        {
            foreach (var item in value.Items) AddOne(item, name);
            return;
        }

        AddOne(value, name);
    }

    public void Add(string path, in PqlValue value)
    {
        if (!_paths.Add(path)) return;
        if (_values.Count == Limit) Omitted++;
        else _values.Add(new DecidingValue(path, CompactValue.Of(value), datasetOf?.Invoke(path)));
    }

    private void AddOne(TracedValue value, string name) => Add(value.Path is { } path ? ProfilePath.Shown(path) : name, value.Value);

    private static bool IsScalar(in PqlValue value) => value.Kind is not (PqlValueKind.List or PqlValueKind.Object or PqlValueKind.Map);
}
