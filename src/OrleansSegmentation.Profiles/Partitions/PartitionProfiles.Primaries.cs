using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Profiles by primary identity: the rows of views without an identity graph.</content>
/// <remarks>
/// Such a profile is everything its records brought: the fragments and events whose record has this primary identity, and the identities of
/// those records; only its own identity is primary. Numbers are given in the order in which records and moves are applied, whether or not
/// a policy without an identity graph exists: they are then a function of the log without any rule about when such a policy came, and cost
/// sandboxes without one 28 bytes per primary identity. Which identities are whose is only kept in clusters with several primary
/// identities; with one, all are its own.
/// </remarks>
public sealed partial class PartitionProfiles
{
    private readonly RowStore _primaryIdentities = new(isSymbolInKey: false); // Length 0: the value is that of the cluster's identity
    private ChunkedTable<PrimaryRow> _primaries = new();

    /// <summary>Gets one more than the greatest number a profile by primary identity has or had.</summary>
    public int NextPrimary => _primaries.Count;

    /// <summary>Gets how many profiles by primary identity there are.</summary>
    public int LivePrimaryCount { get; private set; }

    /// <summary>Returns the profiles of a cluster by primary identity, by ascending number; none when there is no such cluster.</summary>
    public IReadOnlyList<PrimaryProfile> GetPrimaries(int cluster)
    {
        if (!IsLive(cluster)) return [];
        var primaries = new List<PrimaryProfile>(_clusters[cluster].PrimaryCount);
        for (var row = _clusters[cluster].Identities.First; row >= 0; row = _identities[row].Next)
        {
            if (_identities[row].Primary >= 0) primaries.Add(new PrimaryProfile(_identities[row].Primary, new IdentityKey(_identities[row].Key)));
        }

        primaries.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        return primaries;
    }

    /// <summary>Returns the number of the profile of a cluster that an identity names; −1 when there is none.</summary>
    /// <param name="graph"><see cref="IdentityGraph.Pdg"/>: the cluster itself, whichever of its identities is given.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="identity">An identity of the cluster.</param>
    public int FindNumber(IdentityGraph graph, int cluster, IdentityKey identity)
    {
        if (!IsLive(cluster)) return -1;
        return graph == IdentityGraph.Pdg ? cluster : FindPrimary(cluster, _clusters[cluster], identity.Value);
    }

    private int FindPrimary(int number, in ClusterRow cluster, UInt128 key)
    {
        var row = _identities.Find(number, cluster.Identities, 0, key);
        return row < 0 ? -1 : _identities[row].Primary;
    }

    // The number for a record about to be applied. The identities of its cluster must still be those of the records before it.
    private int OpenPrimary(int number, ref ClusterRow cluster, UInt128 key, out bool isNew)
    {
        var found = FindPrimary(number, cluster, key);
        isNew = found < 0;
        if (!isNew) return found;
        ListSoleIdentities(cluster);
        return AddPrimary(number, ref cluster, key);
    }

    private void NamePrimary(int number, in ClusterRow cluster, UInt128 key, int primary)
    {
        ref var row = ref _identities[_identities.Find(number, cluster.Identities, 0, key)];
        if (row.Primary != primary) row.Primary = primary;
    }

    private int AddPrimary(int number, ref ClusterRow cluster, UInt128 key)
    {
        var primary = _primaries.Add();
        _primaries[primary] = new PrimaryRow { Cluster = number, Key = key };
        cluster.PrimaryCount++;
        LivePrimaryCount++;
        return primary;
    }

    private void RetirePrimaries(in ClusterRow cluster)
    {
        for (var row = cluster.Identities.First; row >= 0; row = _identities[row].Next)
        {
            var primary = _identities[row].Primary;
            if (primary < 0) continue;
            _primaryIdentities.Clear(primary, ref _primaries[primary].Identities);
            _primaries[primary] = default;
            LivePrimaryCount--;
            MarkPrimaryDirty(primary);
        }
    }

    // Until now all identities of the cluster were those of its one primary identity; they are written down before others come.
    private void ListSoleIdentities(in ClusterRow cluster)
    {
        if (cluster.PrimaryCount != 1) return;
        var sole = -1;
        for (var row = cluster.Identities.First; row >= 0 && sole < 0; row = _identities[row].Next) sole = _identities[row].Primary;
        for (var row = cluster.Identities.First; row >= 0; row = _identities[row].Next)
        {
            ref var identity = ref _identities[row];
            _ = ListIdentity(sole, identity.Symbol, identity.Key, identity.TimestampMs, identity.Stamp, identity.Flags);
        }
    }

    private bool ListIdentity(int primary, int spelling, UInt128 key, long timestampMs, ulong stamp, IdentityFlags flags)
    {
        ref var list = ref _primaries[primary].Identities;
        var listed = new StoredRow { Symbol = spelling, Key = key, TimestampMs = timestampMs, Stamp = stamp, Flags = flags & IdentityFlags.SpelledByFragment };
        var found = _primaryIdentities.Find(primary, list, 0, key);
        if (found < 0)
        {
            _primaryIdentities.Add(primary, ref list, listed);
            return true;
        }

        ref var row = ref _primaryIdentities[found];
        if (SpellingOrderOf(listed).CompareTo(SpellingOrderOf(row)) < 0) return false;
        var changed = row.Symbol != spelling || list.Count > 1; // a sibling's spelling may have decided until now
        row = listed with { Next = row.Next };
        return changed;
    }

    // A list for each primary identity, unless there is only one.
    private void ExportPrimaries(BinaryWriter writer, in ClusterRow cluster)
    {
        writer.Write(cluster.PrimaryCount > 1 ? cluster.PrimaryCount : 0);
        if (cluster.PrimaryCount <= 1) return;
        for (var row = cluster.Identities.First; row >= 0; row = _identities[row].Next)
        {
            var primary = _identities[row].Primary;
            if (primary < 0) continue;
            WriteKey(writer, _identities[row].Key);
            Export(writer, _primaryIdentities, _primaries[primary].Identities);
        }
    }

    private List<int> ImportPrimaries(int winner, ref ClusterRow cluster, List<StoredRow> identities)
    {
        var primaries = new List<int>();
        foreach (var identity in identities.Where(static identity => identity.Flags.HasFlag(IdentityFlags.Primary)))
        {
            var primary = FindPrimary(winner, cluster, identity.Key);
            if (primary < 0) NamePrimary(winner, cluster, identity.Key, primary = AddPrimary(winner, ref cluster, identity.Key));
            primaries.Add(primary);
            MarkPrimaryDirty(primary);
        }

        return primaries;
    }

    private void ImportLists(BinaryReader reader, int winner, in ClusterRow cluster, List<StoredRow> identities, List<int> primaries)
    {
        var listCount = reader.ReadInt32();
        if (listCount == 0 && cluster.PrimaryCount > 1)
        {
            foreach (var identity in identities)
                _ = ListIdentity(primaries[0], identity.Symbol, identity.Key, identity.TimestampMs, identity.Stamp, identity.Flags);
        }

        for (; listCount > 0; listCount--)
        {
            var primary = FindPrimary(winner, cluster, ReadKey(reader));
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                var identity = Import(reader, out _);
                _ = ListIdentity(primary, identity.Symbol, identity.Key, identity.TimestampMs, identity.Stamp, identity.Flags);
            }
        }
    }
}
