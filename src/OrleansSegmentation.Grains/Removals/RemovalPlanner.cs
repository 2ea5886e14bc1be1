using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Batches;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>Asks the identity index and the partitions what a removal changes, all at the data version of a state.</summary>
/// <param name="peers">The replicas.</param>
/// <param name="answerTimeout">How long an answer may take.</param>
/// <param name="clock">For that time.</param>
internal sealed class RemovalPlanner(IRemovalPeers peers, TimeSpan answerTimeout, TimeProvider clock)
{
    /// <summary>How many clusters of a partition one entry changes at most.</summary>
    public const int MaxClustersPerPage = 1_000;

    /// <summary>Plans the next page of a job in every partition that is not done.</summary>
    /// <exception cref="TimeoutException">A partition did not answer.</exception>
    public async Task<RemoveItem> PlanPageAsync(SandboxState state, SystemJobRecord job, AttachmentWriter writer)
    {
        var partitions = Enumerable.Range(0, state.PartitionCount).Where(partition => job.Cursors[partition] >= 0).ToList();
        var planned = state.DataEpoch == 0
            ? [.. partitions.Select(partition => new PlannedPage(default, state.NextNumbers[partition], -1, 0))]
            : await WithinAsync(token => Task.WhenAll(partitions.Select(partition => peers.Planner(partition).PlanRemovalAsync(
                job.Source, job.Cursors[partition], MaxClustersPerPage, state.NextNumbers[partition], state.DataEpoch, token))));
        return await ComposeAsync(state, job.Id, job.Source, partitions.Zip(planned), writer);
    }

    /// <summary>Plans the removal of a profile; null when there is none.</summary>
    /// <exception cref="TimeoutException">The index or a partition did not answer.</exception>
    public async Task<RemoveItem?> PlanEntityAsync(SandboxState state, IdentityKey identity, Guid requestId, AttachmentWriter writer)
    {
        if (state.DataEpoch == 0) return null;
        var shard = peers.Shard(IdentityIndex.ShardOf(identity.Value, state.ShardCount));
        var found = await WithinAsync(token => shard.FindAsync(IdentityKeys.Of(identity.Value), state.DataEpoch, token));
        var cluster = found.Clusters[0];
        if (cluster.Number < 0) return null;

        var source = new RemovalSource(cluster.Number, null, null, 0);
        var planned = await WithinAsync(token => peers.Planner(cluster.Partition).PlanRemovalAsync(
            source, 0, 1, state.NextNumbers[cluster.Partition], state.DataEpoch, token));
        return await ComposeAsync(state, requestId, source, [(cluster.Partition, planned)], writer);
    }

    private static async Task<RemoveItem> ComposeAsync(
        SandboxState state, Guid removalId, RemovalSource source, IEnumerable<(int Partition, PlannedPage Page)> planned, AttachmentWriter writer)
    {
        var pages = new List<RemovalPage>();
        var nextNumbers = state.NextNumbers.ToArray();
        foreach (var (partition, page) in planned)
        {
            var plan = page.Plan.IsEmpty ? null : await writer.WriteAsync(page.Plan);
            pages.Add(new RemovalPage(partition, plan, page.NextCursor, page.RecordCount));
            nextNumbers[partition] = page.NextNumber;
        }

        return new RemoveItem(removalId, source, pages, nextNumbers);
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var deadline = new CancellationTokenSource(answerTimeout, clock);
        try
        {
            return await ask(deadline.Token).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("The identity index or a partition did not answer.");
        }
    }
}
