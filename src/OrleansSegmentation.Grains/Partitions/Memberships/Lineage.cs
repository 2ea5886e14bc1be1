using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Partitions.Memberships;

/// <summary>Which clusters flowed into which since the oldest pinned epoch, so that a result read there can be published here.</summary>
internal sealed class Lineage
{
    private readonly Dictionary<int, List<LineageSource>> _sources = [];
    private readonly Dictionary<int, long> _retired = []; // number -> epoch

    private readonly Dictionary<int, RemovedNumber> _removed = [];

    /// <summary>Gets the numbers that were deleted, with what had flowed into them.</summary>
    public IReadOnlyDictionary<int, RemovedNumber> Removed => _removed;

    /// <summary>Gets the numbers that took clusters in, with all of those, directly and indirectly.</summary>
    public IReadOnlyDictionary<int, List<LineageSource>> Sources => _sources;

    /// <summary>Gets the numbers that were retired, and when.</summary>
    public IReadOnlyDictionary<int, long> Retired => _retired;

    /// <summary>Returns what flowed into a number.</summary>
    public IReadOnlyList<LineageSource> Find(int number) => _sources.GetValueOrDefault(number) ?? [];

    /// <summary>Notes that a number of this partition is gone; what flowed into it travels with its content.</summary>
    public void Retire(int number, long epoch)
    {
        _sources.Remove(number);
        _retired[number] = epoch;
    }

    /// <summary>Notes that a number of this partition was deleted: a job that read it will find it, and what flowed into it, gone.</summary>
    public void Delete(int number, long epoch)
    {
        _removed[number] = new RemovedNumber(epoch, Find(number));
        _sources.Remove(number);
    }

    /// <summary>Notes that a cluster, with what had flowed into it, flowed into a number of this partition.</summary>
    public void Join(int number, ClusterRef loser, IReadOnlyList<LineageSource> loserSources, long epoch)
    {
        if (!_sources.TryGetValue(number, out var sources)) _sources.Add(number, sources = []);
        sources.Add(new LineageSource(loser, epoch));
        sources.AddRange(loserSources);
    }

    /// <summary>Forgets what happened at or before an epoch that no pinned job reads any more.</summary>
    public void Trim(long epoch)
    {
        foreach (var number in _retired.Where(retired => retired.Value <= epoch).Select(static retired => retired.Key).ToList())
            _retired.Remove(number);
        foreach (var number in _removed.Where(removed => removed.Value.Epoch <= epoch).Select(static removed => removed.Key).ToList())
            _removed.Remove(number);
        foreach (var (number, sources) in _sources.ToList())
        {
            sources.RemoveAll(source => source.Epoch <= epoch);
            if (sources.Count == 0) _sources.Remove(number);
        }
    }
}

/// <summary>A cluster that flowed into another.</summary>
/// <param name="Cluster">The cluster, which is gone.</param>
/// <param name="Epoch">When it went.</param>
internal readonly record struct LineageSource(ClusterRef Cluster, long Epoch);

/// <summary>A number that was deleted.</summary>
/// <param name="Epoch">When.</param>
/// <param name="Sources">What had flowed into it.</param>
internal sealed record RemovedNumber(long Epoch, IReadOnlyList<LineageSource> Sources);
