using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>What a number means in each identity graph, and what its profile is made of.</content>
public sealed partial class PartitionProfiles
{
    // Clusters of fewer fragments and events are walked for each of their profiles.
    private const int MaxWalkedRows = 64;

    // Of large clusters that are being merged: the fragments and events of each primary identity. A cluster that changes leaves.
    private readonly Dictionary<int, Dictionary<int, OwnRows>> _rowsByPrimary = [];

    /// <summary>Returns whether a profile exists.</summary>
    public bool IsLive(IdentityGraph graph, int number) => graph == IdentityGraph.Pdg
        ? IsLive(number)
        : number >= 0 && number < _primaries.Count && _primaries[number].IsLive;

    /// <summary>Returns one more than the greatest number a profile has or had.</summary>
    public int GetUpperBound(IdentityGraph graph) => graph == IdentityGraph.Pdg ? NextRow : NextPrimary;

    /// <summary>Returns how many profiles there are.</summary>
    public int GetLiveCount(IdentityGraph graph) => graph == IdentityGraph.Pdg ? LiveCount : LivePrimaryCount;

    internal int GetIdentityCount(IdentityGraph graph, int number)
    {
        if (graph == IdentityGraph.Pdg) return _clusters[number].Identities.Count;
        ref var primary = ref _primaries[number];
        return primary.Identities.Count > 0 ? primary.Identities.Count : _clusters[primary.Cluster].Identities.Count;
    }

    internal int[] GetClusters(IdentityGraph graph, int[] numbers) =>
        graph == IdentityGraph.Pdg ? numbers : Array.ConvertAll(numbers, number => Math.Max(_primaries[number].Cluster, 0));

    internal void Fill(MergeInput input, IdentityGraph graph, int number, ProfileParts parts = ProfileParts.All)
    {
        input.Clear();
        _buffer.Clear();
        if (graph == IdentityGraph.Pdg) FillCluster(input, number, parts);
        else FillPrimary(input, number, parts);
    }

    /// <summary>Frees what was only needed to merge several profiles of one cluster one after the other.</summary>
    internal void EndMerging() => _rowsByPrimary.Clear();

    private void RequireLive(IdentityGraph graph, int number)
    {
        if (!IsLive(graph, number)) throw new ArgumentOutOfRangeException(nameof(number), number, $"Partition {Partition} has no profile of this number in identity graph {graph}.");
    }

    private void FillPrimary(MergeInput input, int number, ProfileParts parts)
    {
        var primary = _primaries[number];
        var cluster = _clusters[primary.Cluster];
        if (cluster.Fragments.Count + cluster.Events.Count <= MaxWalkedRows)
        {
            for (var row = parts.HasFlag(ProfileParts.Attributes) ? cluster.Fragments.First : -1; row >= 0; row = _fragments[row].Next)
            {
                if (_fragments[row].Key == primary.Key) AddFragment(input, row);
            }

            for (var row = parts.HasFlag(ProfileParts.Events) ? cluster.Events.First : -1; row >= 0; row = _events[row].Next)
            {
                if (_events[row].Primary == number) AddEvent(input, row);
            }
        }
        else if (GetRowsByPrimary(primary.Cluster).TryGetValue(number, out var own))
        {
            foreach (var row in parts.HasFlag(ProfileParts.Attributes) ? own.Fragments : []) AddFragment(input, row);
            foreach (var row in parts.HasFlag(ProfileParts.Events) ? own.Events : []) AddEvent(input, row);
        }

        var isSole = primary.Identities.Count == 0;
        var rows = isSole ? _identities : _primaryIdentities;
        for (var row = isSole ? cluster.Identities.First : primary.Identities.First; row >= 0; row = rows[row].Next)
        {
            ref var identity = ref rows[row];
            var value = isSole ? row : _identities.Find(primary.Cluster, cluster.Identities, 0, identity.Key);
            input.Identities.Add(new MergeIdentity(
                _symbols.LowerOf(identity.Symbol), _symbols[identity.Symbol], Read(_identities[value]), identity.Key == primary.Key, SpellingOrderOf(identity)));
        }
    }

    private Dictionary<int, OwnRows> GetRowsByPrimary(int number)
    {
        if (_rowsByPrimary.TryGetValue(number, out var rows)) return rows;
        rows = [];
        var cluster = _clusters[number];
        var byKey = GetPrimaries(number).ToDictionary(static primary => primary.Key.Value, static primary => primary.Number);
        for (var row = cluster.Fragments.First; row >= 0; row = _fragments[row].Next) Own(byKey[_fragments[row].Key]).Fragments.Add(row);
        for (var row = cluster.Events.First; row >= 0; row = _events[row].Next) Own(_events[row].Primary).Events.Add(row);
        _rowsByPrimary.Add(number, rows);
        return rows;

        OwnRows Own(int primary)
        {
            if (!rows.TryGetValue(primary, out var own)) rows.Add(primary, own = new OwnRows([], []));
            return own;
        }
    }

    private sealed record OwnRows(List<int> Fragments, List<int> Events);
}
