using System.Text;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>What single profiles and the largest ones are made of.</content>
public sealed partial class PartitionProfiles
{
    /// <summary>Returns whether a cluster exists and has an identity.</summary>
    public bool HasIdentity(int cluster, IdentityKey identity) =>
        IsLive(cluster) && _identities.Find(cluster, _clusters[cluster].Identities, symbol: 0, identity.Value) >= 0;

    /// <summary>Returns where the attributes of a profile come from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public ProfileOrigin GetOrigin(int number, MergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        RequireLive(policy.Graph, number);
        var isCluster = policy.Graph == IdentityGraph.Pdg;
        var cluster = _clusters[isCluster ? number : _primaries[number].Cluster];
        var datasets = new SortedSet<string>(StringComparer.Ordinal);
        long? newest = null;
        for (var row = cluster.Fragments.First; row >= 0; row = _fragments[row].Next)
        {
            ref var fragment = ref _fragments[row];
            if (!isCluster && fragment.Key != _primaries[number].Key) continue;
            var dataset = _symbols[fragment.Symbol];
            if (policy.AttributeMerge == AttributeMerge.DatasetPrecedence && !policy.DatasetOrder.Contains(dataset)) continue;
            datasets.Add(dataset);
            newest = Math.Max(fragment.TimestampMs, newest ?? long.MinValue);
        }

        for (var row = datasets.Count == 0 ? cluster.Events.First : -1; row >= 0; row = _events[row].Next)
        {
            if (isCluster || _events[row].Primary == number) newest = Math.Max(_events[row].TimestampMs, newest ?? long.MinValue);
        }

        return new ProfileOrigin([.. datasets], newest);
    }

    /// <summary>Finds the clusters with the most identities, largest first.</summary>
    /// <param name="minIdentities">Smaller ones are left out.</param>
    /// <param name="limit">The most clusters to return.</param>
    /// <param name="maxShown">The most identities to name of each.</param>
    public IReadOnlyList<LargeCluster> FindLargestClusters(int minIdentities, int limit, int maxShown)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var largest = new PriorityQueue<int, (int Count, int NumberFromTheEnd)>();
        for (var number = 0; number < _clusters.Count; number++)
        {
            var count = _clusters[number].Identities.Count;
            if (count == 0 || count < minIdentities) continue;
            if (largest.Count < limit) largest.Enqueue(number, (count, -number));
            else largest.EnqueueDequeue(number, (count, -number));
        }

        var numbers = new int[largest.Count];
        for (var i = numbers.Length - 1; i >= 0; i--) numbers[i] = largest.Dequeue();
        return [.. numbers.Select(number => new LargeCluster(GetProfileKey(IdentityGraph.Pdg, number), _clusters[number].Identities.Count, ShowIdentities(number, maxShown)))];
    }

    // Those of the smallest namespace first: what thousands share, such as a device, is what one wants to see.
    private List<ClusterIdentity> ShowIdentities(int number, int count)
    {
        var byNamespace = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        for (var row = _clusters[number].Identities.First; row >= 0; row = _identities[row].Next)
        {
            var ns = _symbols.LowerOf(_identities[row].Symbol);
            if (!byNamespace.TryGetValue(ns, out var rows)) byNamespace.Add(ns, rows = []);
            rows.Add(row);
        }

        var shown = new List<ClusterIdentity>();
        foreach (var row in byNamespace.Values.OrderBy(static rows => rows.Count).SelectMany(rows => rows.OrderBy(row => _identities[row].Key)).Take(count))
        {
            _buffer.Clear();
            ref var identity = ref _identities[row];
            shown.Add(new ClusterIdentity(_symbols[identity.Symbol], Encoding.UTF8.GetString(Read(identity).Span), identity.Flags.HasFlag(IdentityFlags.Primary)));
        }

        return shown;
    }
}

/// <summary>Where the attributes of a profile come from.</summary>
/// <param name="Datasets">The datasets that take part under the policy, ordinally.</param>
/// <param name="NewestMs">The newest time of their fragments or, when there are none, of the events, ms since 1970; null when there are none either.</param>
public sealed record ProfileOrigin(IReadOnlyList<string> Datasets, long? NewestMs);

/// <summary>A cluster with many identities.</summary>
/// <param name="Key">The identity that its profile is known by.</param>
/// <param name="IdentityCount">How many identities it has.</param>
/// <param name="Identities">A few of them, those of the namespace with the fewest first.</param>
public sealed record LargeCluster(IdentityKey Key, int IdentityCount, IReadOnlyList<ClusterIdentity> Identities);

/// <summary>One identity of a cluster.</summary>
/// <param name="Namespace">The namespace code as its newest record spelled it.</param>
/// <param name="Value">The identity value.</param>
/// <param name="IsPrimary">Whether a record named it primary.</param>
public sealed record ClusterIdentity(string Namespace, string Value, bool IsPrimary);
