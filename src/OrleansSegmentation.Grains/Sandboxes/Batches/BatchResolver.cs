using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>Finds the clusters of a batch's records: asks the identity index, chooses winners, reads the losers, all at one data version.</summary>
/// <param name="peers">The shards and the partitions.</param>
/// <param name="thread">For work that takes milliseconds.</param>
/// <param name="answerTimeout">How long an answer may take.</param>
/// <param name="clock">Measures it.</param>
internal sealed class BatchResolver(ISandboxPeers peers, SideThread thread, TimeSpan answerTimeout, TimeProvider clock)
{
    /// <summary>Resolves a batch on top of a state.</summary>
    /// <exception cref="TimeoutException">The index or a partition did not answer.</exception>
    public async Task<ResolvedBatch> ResolveAsync(SandboxState state, BatchSubmission batch)
    {
        using var deadline = new CancellationTokenSource(answerTimeout, clock);
        try
        {
            return await ResolveAsync(state, batch, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("The identity index or a partition did not answer.");
        }
    }

    private async Task<ResolvedBatch> ResolveAsync(SandboxState state, BatchSubmission batch, CancellationToken cancellationToken)
    {
        var epoch = state.DataEpoch;
        var keys = await thread.RunAsync(() => ShardedKeys.Split(batch.Keys, state.ShardCount));
        var found = epoch == 0 ? null : await keys.AskAsync(peers.Shard, epoch, cancellationToken);
        var resolution = await thread.RunAsync(() => Begin(batch, found is null ? NothingFound(batch) : keys.Join(found)));
        var sizes = await SizesAsync(resolution.ClustersNeedingSizes, epoch, cancellationToken);
        var route = await thread.RunAsync(() => resolution.Complete(sizes, state.NextNumbers));
        return new ResolvedBatch(epoch, route, await ContentsAsync(route, epoch, cancellationToken));
    }

    private static ClusterId[] NothingFound(BatchSubmission batch)
    {
        var clusters = new ClusterId[batch.Keys.Count];
        Array.Fill(clusters, ClusterId.None);
        return clusters;
    }

    private static Resolution Begin(BatchSubmission batch, ClusterId[] found)
    {
        var keys = new IdentityKey[batch.Keys.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = new IdentityKey(batch.Keys[i]);
        return ClusterResolver.Begin([.. batch.RecordKeyCounts], keys, found);
    }

    private async Task<Dictionary<ClusterId, long>> SizesAsync(
        IReadOnlyList<ClusterId> clusters, long epoch, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<ClusterId, long>();
        await Task.WhenAll(clusters.GroupBy(cluster => cluster.Partition).Select(AskAsync).ToList());
        return sizes;

        async Task AskAsync(IGrouping<int, ClusterId> group)
        {
            var numbers = group.Select(cluster => cluster.Number).ToList();
            var answer = await peers.Partition(group.Key).GetSizesAsync(numbers, epoch, cancellationToken).WaitAsync(cancellationToken);
            for (var i = 0; i < numbers.Count; i++) sizes.Add(new ClusterId(group.Key, numbers[i]), answer[i]);
        }
    }

    private async Task<ClusterContent[]> ContentsAsync(BatchRoute route, long epoch, CancellationToken cancellationToken)
    {
        var contents = new Dictionary<ClusterId, ClusterContent>();
        await Task.WhenAll(route.Moves.GroupBy(move => move.Loser.Partition).Select(AskAsync).ToList());
        return [.. route.Moves.Select(move => contents[move.Loser])];

        async Task AskAsync(IGrouping<int, ClusterMove> group)
        {
            var numbers = group.Select(move => move.Loser.Number).ToList();
            var answer = await peers.Partition(group.Key).ReadClustersAsync(numbers, epoch, cancellationToken).WaitAsync(cancellationToken);
            foreach (var content in answer) contents.Add(new ClusterId(content.Cluster.Partition, content.Cluster.Number), content);
        }
    }
}
