namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>What clients sent and what they were told: all that an outsider knows.</summary>
internal sealed class Expectations
{
    private readonly Dictionary<Guid, ScriptBatch> _sent = [];

    /// <summary>Gets the batches whose receipt a client has.</summary>
    public HashSet<Guid> Acknowledged { get; } = [];

    /// <summary>Gets batches that no writer may commit.</summary>
    public HashSet<Guid> Forbidden { get; } = [];

    /// <summary>Gets the jobs by the name that the script gives them, once acknowledged.</summary>
    public Dictionary<string, Guid> Jobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the jobs whose cancellation was acknowledged while they were unfinished.</summary>
    public HashSet<Guid> Cancelled { get; } = [];

    /// <summary>Gets the expressions of segments by name, in the order in which the script defines them.</summary>
    public List<(string Name, string Expression)> Segments { get; } = [];

    /// <summary>Gets the segments whose creation was acknowledged.</summary>
    public HashSet<string> Defined { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the segments whose deletion was asked for.</summary>
    public HashSet<string> Deleting { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the segments whose deletion was acknowledged.</summary>
    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets which identity each request to delete a profile named.</summary>
    public Dictionary<Guid, string> Removals { get; } = [];

    /// <summary>Notes that a batch is about to be sent.</summary>
    public void Send(ScriptBatch batch) => _sent[batch.Id] = batch;

    /// <summary>Notes a batch that no writer may commit.</summary>
    public void Forbid(ScriptBatch batch)
    {
        Send(batch);
        Forbidden.Add(batch.Id);
    }

    /// <summary>Returns a batch that was sent.</summary>
    public ScriptBatch Find(Guid batchId) => _sent[batchId];
}
