using System.Runtime.CompilerServices;
using OrleansSegmentation.Profiles.Identity;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Deletion: what a profile, a dataset or a batch supplied goes, and what stays falls into its components.</content>
/// <remarks>
/// Of a fragment or event only the newest version is kept, so when its supplier is removed, an older version of another supplier does not
/// come back. The same holds for how a namespace was spelled; whether an identity is primary follows what is left.
/// </remarks>
public sealed partial class PartitionProfiles
{
    /// <summary>Finds out what a removal changes. Changes nothing.</summary>
    /// <param name="supplier">Whose records go.</param>
    /// <param name="cursor">Where to start: 0, or what the last page says.</param>
    /// <param name="maxClusters">How many clusters to change at most, from 1.</param>
    /// <param name="nextNumber">The next free number of the partition.</param>
    public RemovalPlan PlanRemoval(RemovalSupplier supplier, int cursor, int maxClusters, int nextNumber)
    {
        ArgumentNullException.ThrowIfNull(supplier);
        ArgumentOutOfRangeException.ThrowIfNegative(cursor);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxClusters, 1);
        var supplied = new SuppliedRows(supplier, _symbols, _batches);
        var clusters = new List<ClusterRemoval>();
        long records = 0;
        var (first, end) = supplier.Entity is { } entity ? (Math.Max(cursor, entity), Math.Min(entity + 1, NextRow)) : (cursor, supplied.IsEmpty ? cursor : NextRow);
        for (var number = first; number < end; number++)
        {
            if (!IsLive(number) || !HasSupplied(_clusters[number], supplied)) continue;
            if (clusters.Count == maxClusters) return new RemovalPlan(Partition, clusters, nextNumber, number, records);
            clusters.Add(new ClusterRemoval(number, FindChanges(_clusters[number], supplied, ref nextNumber)));
            records += Count(_fragments, _clusters[number].Fragments, supplied) + Count(_events, _clusters[number].Events, supplied);
        }

        return new RemovalPlan(Partition, clusters, nextNumber, -1, records);
    }

    /// <summary>Applies a page of a removal that was planned on this very state.</summary>
    /// <param name="supplier">Whose records go.</param>
    /// <param name="plan">What changes.</param>
    /// <param name="epoch">The epoch of its entry.</param>
    /// <returns>The profiles of which nothing is left.</returns>
    public RemovedProfiles ApplyRemoval(RemovalSupplier supplier, RemovalPlan plan, long epoch)
    {
        ArgumentNullException.ThrowIfNull(supplier);
        ArgumentNullException.ThrowIfNull(plan);
        var supplied = new SuppliedRows(supplier, _symbols, _batches);
        var clusters = new List<int>();
        var primaries = new List<int>();
        foreach (var cluster in plan.Clusters.Where(cluster => IsLive(cluster.Number)))
        {
            Remove(cluster, supplied, primaries);
            if (!IsLive(cluster.Number)) clusters.Add(cluster.Number);
        }

        if (plan.Clusters.Count > 0) _hasErasedContent = true;
        AdvanceTo(epoch);
        return new RemovedProfiles(clusters, primaries);
    }

    private bool HasSupplied(in ClusterRow cluster, SuppliedRows supplied)
    {
        for (var row = cluster.Evidence.First; row >= 0; row = _evidence[row].Next)
        {
            if (supplied.Contains(_evidence[row].Dataset, _evidence[row].Stamp)) return true;
        }

        return false;
    }

    private static long Count(RowStore store, RowList list, SuppliedRows supplied)
    {
        long count = 0;
        for (var row = list.First; row >= 0; row = store[row].Next)
        {
            if (supplied.Contains(store[row].Symbol, store[row].Stamp)) count++;
        }

        return count;
    }

    // The component with the oldest evidence stays, the others get numbers by age.
    private List<IdentityChange> FindChanges(in ClusterRow cluster, SuppliedRows supplied, ref int nextNumber)
    {
        var identities = _identities.ToArray(cluster.Identities);
        var places = new Dictionary<int, int>(identities.Length);
        for (var i = 0; i < identities.Length; i++) places.Add(identities[i], i);

        var sets = new DisjointSets(identities.Length);
        var oldest = new ulong[identities.Length];
        Array.Fill(oldest, ulong.MaxValue);
        for (var row = cluster.Evidence.First; row >= 0; row = _evidence[row].Next)
        {
            var link = _evidence[row];
            if (supplied.Contains(link.Dataset, link.Stamp)) continue;
            var (primary, other) = (places[link.Primary], places[link.Other]);
            sets.Union(primary, other);
            oldest[primary] = Math.Min(oldest[primary], link.Stamp);
            oldest[other] = Math.Min(oldest[other], link.Stamp);
        }

        var ages = new SortedDictionary<ulong, int>(); // of components; two of them never share a record
        foreach (var component in Enumerable.Range(0, identities.Length).Where(i => oldest[i] < ulong.MaxValue).GroupBy(sets.Find))
            ages.Add(component.Min(i => oldest[i]), component.Key);
        var numbers = new Dictionary<int, int>();
        foreach (var root in ages.Values.Skip(1)) numbers.Add(root, nextNumber++);

        var changes = new List<IdentityChange>();
        for (var i = 0; i < identities.Length; i++)
        {
            if (oldest[i] == ulong.MaxValue) changes.Add(new IdentityChange(_identities[identities[i]].Key, -1));
            else if (numbers.TryGetValue(sets.Find(i), out var number)) changes.Add(new IdentityChange(_identities[identities[i]].Key, number));
        }

        return changes;
    }

    private void Remove(ClusterRemoval removal, SuppliedRows supplied, List<int> removedPrimaries)
    {
        var targets = new Dictionary<UInt128, int>(); // of identities that leave: their number, −1 when they are gone
        foreach (var change in removal.Changes) targets[change.Key] = change.Number;
        var numbers = targets.Values.Where(static number => number >= 0).Append(removal.Number).Distinct().Order().ToArray();
        _clusters.GrowTo(numbers[^1] + 1);
        _clusters[removal.Number].SizeBytes = 0; // counted anew with the rows that stay
        DistributeEvidence(removal.Number, targets, supplied);
        Distribute(
            _fragments, removal.Number, static (ref ClusterRow cluster) => ref cluster.Fragments,
            row => supplied.Contains(_fragments[row].Symbol, _fragments[row].Stamp) ? -1 : TargetOf(_fragments[row].Key));
        Distribute(
            _events, removal.Number, static (ref ClusterRow cluster) => ref cluster.Events,
            row => supplied.Contains(_events[row].Symbol, _events[row].Stamp) ? -1 : TargetOf(_primaries[_events[row].Primary].Key));
        DistributePrimaries(removal.Number, numbers, TargetOf, removedPrimaries);
        Distribute(_identities, removal.Number, static (ref ClusterRow cluster) => ref cluster.Identities, row => TargetOf(_identities[row].Key));
        foreach (var number in numbers)
        {
            if (number != removal.Number) LiveCount++;
            else if (!IsLive(number)) LiveCount--;
            MarkDirty(number);
        }

        int TargetOf(UInt128 key) => targets.GetValueOrDefault(key, removal.Number);
    }

    private void DistributeEvidence(int number, Dictionary<UInt128, int> targets, SuppliedRows supplied)
    {
        var rows = _evidence.ToArray(_clusters[number].Evidence);
        _clusters[number].Evidence = default;
        for (var i = rows.Length - 1; i >= 0; i--) // each goes in front of those before
        {
            ref var link = ref _evidence[rows[i]];
            var target = supplied.Contains(link.Dataset, link.Stamp) ? -1 : targets.GetValueOrDefault(_identities[link.Primary].Key, number);
            if (target < 0) _evidence.Free(rows[i]);
            else _evidence.Link(ref _clusters[target].Evidence, rows[i]);
        }
    }

    private void Distribute(RowStore store, int number, RowListSelector listOf, Func<int, int> targetOf)
    {
        var rows = store.Detach(number, ref listOf(ref _clusters[number]));
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            var target = targetOf(rows[i]);
            if (target < 0)
            {
                _content.Free(store[rows[i]].Address, store[rows[i]].Length);
                store.Free(rows[i]);
                continue;
            }

            store.Link(target, ref listOf(ref _clusters[target]), rows[i]);
            _clusters[target].SizeBytes += Unsafe.SizeOf<StoredRow>() + store[rows[i]].Length;
        }
    }

    // What is primary, and which identities are whose, follows the evidence that is left; it has its new place already.
    private void DistributePrimaries(int number, int[] numbers, Func<UInt128, int> targetOf, List<int> removed)
    {
        var linked = new Dictionary<int, HashSet<UInt128>>(); // identity row -> identities of its records
        foreach (var evidence in numbers.SelectMany(target => _evidence.ToArray(_clusters[target].Evidence)))
        {
            if (!linked.TryGetValue(_evidence[evidence].Primary, out var others)) linked.Add(_evidence[evidence].Primary, others = []);
            others.Add(_identities[_evidence[evidence].Primary].Key);
            others.Add(_identities[_evidence[evidence].Other].Key);
        }

        _clusters[number].PrimaryCount = 0;
        foreach (var row in _identities.ToArray(_clusters[number].Identities))
        {
            var primary = _identities[row].Primary;
            if (primary < 0) continue;
            MarkPrimaryDirty(primary);
            if (linked.ContainsKey(row))
            {
                _primaries[primary].Cluster = targetOf(_identities[row].Key);
                _clusters[_primaries[primary].Cluster].PrimaryCount++;
                continue;
            }

            _identities[row].Primary = -1;
            _identities[row].Flags &= ~IdentityFlags.Primary;
            _primaryIdentities.Clear(primary, ref _primaries[primary].Identities);
            _primaries[primary] = default;
            LivePrimaryCount--;
            removed.Add(primary);
        }

        foreach (var (row, identities) in linked) KeepListed(_identities[row].Primary, identities);
    }

    // A profile that is the only one of its cluster has all its identities, and no list of them.
    private void KeepListed(int primary, HashSet<UInt128> identities)
    {
        var isSole = _clusters[_primaries[primary].Cluster].PrimaryCount == 1;
        var rows = _primaryIdentities.Detach(primary, ref _primaries[primary].Identities);
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            if (isSole || !identities.Contains(_primaryIdentities[rows[i]].Key)) _primaryIdentities.Free(rows[i]);
            else _primaryIdentities.Link(primary, ref _primaries[primary].Identities, rows[i]);
        }
    }

    private delegate ref RowList RowListSelector(ref ClusterRow cluster);
}
