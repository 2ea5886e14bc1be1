using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>The segment definitions of a sandbox. Immutable; changed by log items only.</summary>
internal sealed partial record DefinitionCatalog
{
    private ImmutableDictionary<Guid, SegmentDefinitionDocument> _definitions = ImmutableDictionary<Guid, SegmentDefinitionDocument>.Empty;
    private ImmutableDictionary<string, Guid> _names = ImmutableDictionary.Create<string, Guid>(StringComparer.Ordinal);

    public static DefinitionCatalog Empty { get; } = new();

    public int Count => _definitions.Count;

    /// <summary>Gets the creation sequence number of the newest definition, deleted ones included.</summary>
    public long LastInternalId { get; private init; }

    /// <summary>Gets all definitions, complete with derived fields, in no order.</summary>
    public IEnumerable<SegmentDefinitionDocument> All => _definitions.Values;

    /// <summary>Gets all definitions, oldest first.</summary>
    public IEnumerable<SegmentDefinitionDocument> OldestFirst =>
        _definitions.Values.OrderBy(definition => definition.CreationTime).ThenBy(definition => definition.InternalId);

    public SegmentDefinitionDocument? Find(Guid id) => _definitions.GetValueOrDefault(id);

    public Guid? FindByName(string name) => _names.TryGetValue(name, out var id) ? id : null;

    /// <summary>Tells whether two catalogs are the same version.</summary>
    public bool IsSameVersion(DefinitionCatalog other) => ReferenceEquals(_definitions, other._definitions);

    /// <summary>Returns the catalog after an item.</summary>
    public DefinitionCatalog Apply(LogItem item) => item switch
    {
        DefinitionItem set => Set(set.Definition),
        DefinitionRemovedItem removed => Remove(removed.SegmentId),
        _ => this,
    };

    /// <summary>Finds the way back to a definition through references, if it referred to the given ones.</summary>
    /// <returns>The ids on the cycle, from <paramref name="id"/> to <paramref name="id"/>; null when there is no cycle.</returns>
    public IReadOnlyList<Guid>? FindCycle(Guid id, IReadOnlyList<Guid> dependencies)
    {
        var cameFrom = new Dictionary<Guid, Guid>();
        var open = new Stack<(Guid Id, Guid From)>(dependencies.Reverse().Select(dependency => (dependency, id)));
        while (open.TryPop(out var next))
        {
            if (next.Id == id) return Trace(id, next.From, cameFrom);
            if (!cameFrom.TryAdd(next.Id, next.From) || Find(next.Id) is not { } definition) continue;
            foreach (var dependency in definition.Dependencies) open.Push((dependency, next.Id));
        }

        return null;
    }

    private static List<Guid> Trace(Guid id, Guid last, Dictionary<Guid, Guid> cameFrom)
    {
        var cycle = new List<Guid> { id };
        for (var step = last; step != id; step = cameFrom[step]) cycle.Add(step);
        cycle.Add(id);
        cycle.Reverse();
        return cycle;
    }

    private DefinitionCatalog Set(SegmentDefinitionDocument definition)
    {
        var old = Find(definition.Id);
        var internalId = old?.InternalId ?? LastInternalId + 1;
        var definitions = _definitions.ToBuilder();
        definitions[definition.Id] = definition with { InternalId = internalId, Dependents = old?.Dependents ?? [] };
        Unlink(definitions, definition.Id, old?.Dependencies ?? []);
        foreach (var dependency in definition.Dependencies)
        {
            var target = definitions[dependency];
            definitions[dependency] = target with { Dependents = InOrder(definitions, target.Dependents.Append(definition.Id)) };
        }

        return this with
        {
            _definitions = definitions.ToImmutable(),
            _names = (old is null ? _names : _names.Remove(old.Name)).Add(definition.Name, definition.Id),
            LastInternalId = Math.Max(LastInternalId, internalId),
        };
    }

    private DefinitionCatalog Remove(Guid id)
    {
        var old = _definitions[id];
        if (old.Dependents.Count > 0) throw new InvalidOperationException($"A definition that others refer to cannot be removed: {id}.");
        var definitions = _definitions.ToBuilder();
        Unlink(definitions, id, old.Dependencies);
        definitions.Remove(id);
        return this with { _definitions = definitions.ToImmutable(), _names = _names.Remove(old.Name) };
    }

    private static void Unlink(
        ImmutableDictionary<Guid, SegmentDefinitionDocument>.Builder definitions, Guid id, IReadOnlyList<Guid> dependencies)
    {
        foreach (var dependency in dependencies)
        {
            var target = definitions[dependency];
            definitions[dependency] = target with { Dependents = [.. target.Dependents.Where(dependent => dependent != id)] };
        }
    }

    private static Guid[] InOrder(
        ImmutableDictionary<Guid, SegmentDefinitionDocument>.Builder definitions, IEnumerable<Guid> ids) =>
        [.. ids.OrderBy(id => definitions[id].InternalId)];
}
