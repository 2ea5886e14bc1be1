namespace OrleansSegmentation.Profiles.Identity;

/// <summary>The groups of records of a batch, before clusters are chosen for them.</summary>
public sealed class Resolution
{
    private readonly int[] _roots;
    private readonly UInt128[] _leastKeyByRoot;
    private readonly Dictionary<int, ClusterId> _clusterByRoot = [];
    private readonly SortedDictionary<int, SortedSet<ClusterId>> _joinsByRoot = [];

    internal Resolution(DisjointSets sets, UInt128[] leastKeys, Dictionary<ClusterId, int> firstByCluster)
    {
        _roots = new int[leastKeys.Length];
        _leastKeyByRoot = leastKeys;
        for (var record = 0; record < _roots.Length; record++)
        {
            var root = sets.Find(record);
            _roots[record] = root;
            _leastKeyByRoot[root] = UInt128.Min(_leastKeyByRoot[root], leastKeys[record]);
        }

        foreach (var (cluster, record) in firstByCluster) Add(_roots[record], cluster);
        ClustersNeedingSizes = [.. _joinsByRoot.Values.SelectMany(static clusters => clusters).Order()];
    }

    /// <summary>Gets the clusters of groups that join several, ascending: the largest of each group goes on.</summary>
    public IReadOnlyList<ClusterId> ClustersNeedingSizes { get; }

    /// <summary>Chooses the cluster of every record.</summary>
    /// <param name="sizes">The sizes in bytes of <see cref="ClustersNeedingSizes"/>.</param>
    /// <param name="nextNumbers">The next free number of every partition.</param>
    /// <exception cref="ArgumentException">A size is missing.</exception>
    public BatchRoute Complete(IReadOnlyDictionary<ClusterId, long> sizes, IReadOnlyList<int> nextNumbers)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(nextNumbers);
        var clusterByRoot = new Dictionary<int, ClusterId>(_clusterByRoot);
        var moves = ChooseWinners(sizes, clusterByRoot);
        var next = nextNumbers.ToArray();
        var partitions = new ushort[_roots.Length];
        var numbers = new int[_roots.Length];
        for (var record = 0; record < _roots.Length; record++)
        {
            // A root is the least record of its group, so it comes first and its group's cluster is known afterwards.
            var root = _roots[record];
            if (!clusterByRoot.TryGetValue(root, out var cluster))
            {
                if (root != record)
                {
                    (partitions[record], numbers[record]) = (partitions[root], numbers[root]);
                    continue;
                }

                var partition = (int)(_leastKeyByRoot[root] % (uint)next.Length);
                cluster = new ClusterId(partition, next[partition]++);
            }

            (partitions[record], numbers[record]) = ((ushort)cluster.Partition, cluster.Number);
        }

        return new BatchRoute(partitions, numbers, moves, next);
    }

    private ClusterMove[] ChooseWinners(IReadOnlyDictionary<ClusterId, long> sizes, Dictionary<int, ClusterId> clusterByRoot)
    {
        var moves = new List<ClusterMove>();
        foreach (var (root, clusters) in _joinsByRoot)
        {
            var winner = clusters.OrderByDescending(SizeOf).ThenBy(static cluster => cluster).First();
            clusterByRoot[root] = winner;
            moves.AddRange(clusters.Where(cluster => cluster != winner).Select(cluster => new ClusterMove(cluster, winner)));
        }

        return [.. moves.OrderBy(static move => move.Loser)];

        long SizeOf(ClusterId cluster) => sizes.TryGetValue(cluster, out var size)
            ? size
            : throw new ArgumentException($"The size of cluster {cluster.Number} of partition {cluster.Partition} is missing.", nameof(sizes));
    }

    private void Add(int root, ClusterId cluster)
    {
        if (_clusterByRoot.TryAdd(root, cluster)) return;
        if (!_joinsByRoot.TryGetValue(root, out var clusters)) _joinsByRoot.Add(root, clusters = [_clusterByRoot[root]]);
        clusters.Add(cluster);
    }
}
