using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Partitions.Evaluation;

/// <summary>How far an evaluation is. Written by the pool, read by grains. Thread-safe.</summary>
/// <param name="jobId">The job.</param>
/// <param name="profilesTotal">The profiles to evaluate, over all merge policies.</param>
internal sealed class EvaluationCounters(Guid jobId, long profilesTotal)
{
    private readonly object _gate = new();
    private readonly Dictionary<Guid, long> _profiles = [];
    private readonly Dictionary<Guid, long> _members = [];
    private long _sequence;

    /// <summary>Notes that work goes on.</summary>
    public void Tick() => Interlocked.Increment(ref _sequence);

    /// <summary>Adds profiles that were evaluated.</summary>
    public void AddProfiles(Guid policyId, long profiles)
    {
        lock (_gate) _profiles[policyId] = _profiles.GetValueOrDefault(policyId) + profiles;
    }

    /// <summary>Adds members that were found.</summary>
    public void AddMembers(Guid segmentId, long members)
    {
        lock (_gate) _members[segmentId] = _members.GetValueOrDefault(segmentId) + members;
    }

    /// <summary>Returns the counts as they are now.</summary>
    public PartitionProgress ToProgress()
    {
        lock (_gate)
        {
            return new PartitionProgress(
                jobId, Interlocked.Read(ref _sequence), _profiles.Values.Sum(), new Dictionary<Guid, long>(_profiles), new Dictionary<Guid, long>(_members), null)
            {
                ProfilesTotal = profilesTotal,
            };
        }
    }
}
