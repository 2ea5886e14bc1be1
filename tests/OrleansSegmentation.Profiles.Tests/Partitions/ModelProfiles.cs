using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

/// <summary>Profiles once more, slow and plain: lists of what was supplied, and components found anew each time.</summary>
internal sealed class ModelProfiles
{
    private readonly Dictionary<(string Dataset, string Owner), ModelContent> _fragments = [];
    private List<Evidence> _evidence = [];
    private List<ModelContent> _events = [];

    /// <summary>Adds the records of a batch.</summary>
    public void Ingest(IReadOnlyList<SampleRecord> records, long epoch)
    {
        for (var position = 0; position < records.Count; position++)
        {
            var record = records[position];
            var keys = record.Identities.Select(KeyOf).ToArray();
            _evidence.Add(new Evidence([.. keys], keys[0], record.Dataset, epoch, position));
            foreach (var item in record.Events)
                _events.Add(new ModelContent(record.Dataset, keys[0], item.Id, item.TimestampMs, epoch, position));
            if (record.Attributes is null) continue;
            var fragment = new ModelContent(record.Dataset, keys[0], "", record.TimestampMs, epoch, position);
            var isKnown = _fragments.TryGetValue((record.Dataset, keys[0]), out var other);
            if (!isKnown || fragment.Order.CompareTo(other!.Order) > 0) _fragments[(record.Dataset, keys[0])] = fragment;
        }

        _events = [.. Components().SelectMany(component => _events.Where(item => component.Keys.Contains(item.Owner))
            .GroupBy(item => (item.Dataset, item.Id)).Select(versions => versions.MaxBy(version => version.Order)!))];
    }

    /// <summary>Removes all that a supplier gave.</summary>
    /// <returns>How many fragments and events went.</returns>
    public long Remove(Func<string, long, string, bool> isSupplied)
    {
        var before = _fragments.Count + _events.Count;
        _evidence = [.. _evidence.Where(evidence => !isSupplied(evidence.Dataset, evidence.Epoch, evidence.Primary))];
        _events = [.. _events.Where(item => !isSupplied(item.Dataset, item.Epoch, item.Owner))];
        foreach (var (key, fragment) in _fragments.ToList())
        {
            if (isSupplied(fragment.Dataset, fragment.Epoch, fragment.Owner)) _fragments.Remove(key);
        }

        return before - _fragments.Count - _events.Count;
    }

    /// <summary>Returns the profiles: components of the evidence.</summary>
    public List<ModelComponent> Components()
    {
        var components = new List<ModelComponent>();
        foreach (var evidence in _evidence.OrderBy(evidence => evidence.Order))
        {
            var joined = components.Where(component => component.Keys.Overlaps(evidence.Keys)).ToArray();
            components.RemoveAll(component => joined.Contains(component));
            components.Add(new ModelComponent(
                [.. joined.SelectMany(component => component.Keys), .. evidence.Keys], [.. joined.SelectMany(component => component.Primaries), evidence.Primary],
                joined.Select(component => component.Oldest).Append(evidence.Order).Min()));
        }

        return components;
    }

    /// <summary>Writes what a profile consists of.</summary>
    public string Describe(ModelComponent component) => Describe(component, component.Keys);

    private string Describe(ModelComponent component, HashSet<string> owners)
    {
        var fragments = _fragments.Values.Where(fragment => owners.Contains(fragment.Owner)).Select(fragment => $"{fragment.Dataset}@{fragment.TimestampMs}/{fragment.Epoch}.{fragment.Position}");
        var events = _events.Where(item => owners.Contains(item.Owner)).Select(item => $"{item.Dataset}@{item.TimestampMs}#{item.Id}");
        var identities = component.Keys.Select(key => key + (component.Primaries.Contains(key) ? "*" : ""));
        return string.Join(" ", fragments.Order(StringComparer.Ordinal)) + " | " + string.Join(" ", events.Order(StringComparer.Ordinal)) + " | " + string.Join(" ", identities.Order(StringComparer.Ordinal));
    }

    /// <summary>Writes what a profile by primary identity consists of.</summary>
    public string DescribePrimary(string primary) => Describe(new ModelComponent(
        [.. _evidence.Where(evidence => evidence.Primary == primary).SelectMany(evidence => evidence.Keys)], [primary], default), [primary]);

    public static string KeyOf((string Namespace, string Value) identity)
    {
        var ns = identity.Namespace.ToLowerInvariant();
        return $"{ns}:{(ns == "email" ? identity.Value.ToLowerInvariant() : identity.Value)}";
    }

    public static IdentityKey IdentityOf(string key) => IdentityKey.Of(key[..key.IndexOf(':', StringComparison.Ordinal)], key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    private sealed record Evidence(HashSet<string> Keys, string Primary, string Dataset, long Epoch, int Position)
    {
        public (long, int) Order => (Epoch, Position);
    }
}

/// <summary>A profile of the model.</summary>
internal sealed record ModelComponent(HashSet<string> Keys, HashSet<string> Primaries, (long Epoch, int Position) Oldest);

/// <summary>A fragment or an event of the model.</summary>
internal sealed record ModelContent(string Dataset, string Owner, string Id, long TimestampMs, long Epoch, int Position)
{
    public (long, long, int) Order => (TimestampMs, Epoch, Position);
}
