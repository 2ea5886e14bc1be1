using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>What running jobs read: the state at the epoch where each started.</content>
internal sealed partial class PartitionReplica
{
    private readonly Dictionary<Guid, PinnedSnapshot> _pins = [];
    private readonly Queue<StartingPin> _starting = []; // their views are being brought up to date; no entry is applied meanwhile

    /// <summary>Raised while applying when a job must stop here; tells whether it was published, else its result is garbage.</summary>
    public event Action<Guid, bool>? JobStopped;

    /// <summary>Returns what a running job reads, or null when it does not run as far as applied.</summary>
    public PinnedSnapshot? FindPin(Guid jobId) => _pins.GetValueOrDefault(jobId);

    /// <inheritdoc />
    protected override bool IsPending => _starting.Count > 0;

    /// <inheritdoc />
    protected override async Task ContinueAsync()
    {
        var starting = _starting.Peek();
        if (starting.NextPolicy is { } snapshot)
        {
            var policy = PolicyConversion.ToMergePolicy(snapshot);
            var view = _profiles.FindCurrentView(policy) ?? await ComputeAsync(() =>
            {
                var update = _profiles.BeginUpdate(policy);
                return update.Advance(ViewSlice) ? update.View : null;
            });
            if (view is not null) starting.Views.Add(policy.Id, view);
            return;
        }

        _starting.Dequeue();
        _pins[starting.Start.JobId] = new PinnedSnapshot(starting.Start.JobId, starting.Epoch, starting.Views, starting.Memberships);
    }

    private async Task PinAsync(StartItem start, long epoch, long lastEpoch)
    {
        _memberships.Pin(start.JobId, epoch);

        // When the log is replayed, most jobs are known to have ended: nobody reads what they read.
        if (await Log.HasEndedAsync(start.JobId, epoch, lastEpoch, CancellationToken.None)) return;
        _starting.Enqueue(new StartingPin(start, epoch, _memberships.Share()));
    }

    private void StopReading(Guid jobId, bool isPublished)
    {
        if (_pins.Remove(jobId)) _profiles.DropViews(IsViewNeeded);
        JobStopped?.Invoke(jobId, isPublished);
    }

    // Versions that were replaced are read by the jobs that pinned them only.
    private bool IsViewNeeded(MergeRules rules) =>
        _policies.Values.Any(policy => PolicyConversion.ToMergePolicy(policy).Rules.Equals(rules))
        || _pins.Values.Any(pin => pin.Views.Values.Any(view => view.Rules.Equals(rules)));
}

/// <summary>A job that starts to read: which views it has, and which it still waits for.</summary>
internal sealed record StartingPin(StartItem Start, long Epoch, IReadOnlyDictionary<Guid, SegmentMembership> Memberships)
{
    /// <summary>Gets the views that are up to date.</summary>
    public Dictionary<Guid, MergedView> Views { get; } = [];

    /// <summary>Gets a policy whose view is not, or null.</summary>
    public MergePolicySnapshot? NextPolicy => Start.Policies.FirstOrDefault(policy => !Views.ContainsKey(policy.Id));
}
