using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>The replicas of one process, as its grains hold them. One call at a time, so that a run is the same every time.</summary>
internal sealed class ProcessActors : ISandboxPeers, IRemovalPeers, IDisposable
{
    public const int PartitionCount = 2;
    public const int ShardCount = 2;

    private const int CheckpointEpochs = 3;

    private static readonly PqlExpressionChecker Checker = new();

    private readonly Machine _machine;
    private readonly SandboxLogReader _log;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly PartitionActor[] _partitions;
    private readonly ShardActor[] _shards;
    private readonly Queue<long> _checkpointsWanted = [];
    private readonly Queue<Guid> _cancelled = []; // told when the evaluation at work is over
    private bool _isEvaluating;

    public ProcessActors(Machine machine, InterruptedStorage storage)
    {
        _machine = machine;
        _log = new SandboxLogReader(Machine.Sandbox.SandboxId, storage, machine.Pool, new EntryCache(64 << 20));
        _partitions = [.. Enumerable.Range(0, PartitionCount).Select(partition => new PartitionActor(this, partition))];
        _shards = [.. Enumerable.Range(0, ShardCount).Select(shard => new ShardActor(this, shard))];
    }

    /// <summary>Gets or sets what happens before a partition evaluates.</summary>
    public Func<int, Task> BeforeEvaluate { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Gets or sets what tells a runner at work that its job is being cancelled; false when it is not at work.</summary>
    public Func<Guid, bool> CancelIfRunning { get; set; } = static _ => false;

    /// <summary>Gets the jobs whose runners were asked to attach or to stop, in order.</summary>
    public Queue<(Guid JobId, bool IsCancel)> Wanted { get; } = [];

    public IReadOnlyList<PartitionReplica> Partitions => [.. _partitions.Select(static partition => partition.Replica)];

    public Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions) =>
        Task.FromResult<IReadOnlyList<ExpressionCheck>>([.. expressions.Select(Checker.Check)]);

    public Task<IReadOnlyList<string>> CheckSchemaAsync(
        ExpressionDocument expression, int partitionCount, long dataEpoch, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public void Poke(Guid jobId) => Wanted.Enqueue((jobId, false));

    // A runner that is told leaves the evaluation behind; which of both comes to the store first would be a matter of chance.
    public void Cancel(Guid jobId)
    {
        if (_isEvaluating) _cancelled.Enqueue(jobId);
        else if (!CancelIfRunning(jobId)) Wanted.Enqueue((jobId, true));
    }

    public void Hint(int partitionCount, long epoch)
    {
    }

    public IIdentityShardGrain Shard(int shard) => _shards[shard];

    public IProfilePartitionGrain Partition(int partition) => _partitions[partition];

    public IRemovalPartitionGrain Planner(int partition) => _partitions[partition];

    public void Checkpoint(int partitionCount, int shardCount, long epoch) => _checkpointsWanted.Enqueue(epoch);

    /// <summary>Lets all replicas write the checkpoints that they were asked for. What one cannot do is its own matter: nobody waits for it.</summary>
    public async Task AnswerCheckpointsAsync()
    {
        while (_checkpointsWanted.TryDequeue(out var epoch))
        {
            foreach (var partition in _partitions) await TryAsync(partition.CheckpointAsync(epoch));
            foreach (var shard in _shards) await TryAsync(shard.CheckpointAsync(epoch));
        }

        static async Task TryAsync(Task checkpoint)
        {
            try
            {
                await checkpoint;
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
            }
        }
    }

    /// <summary>Lets all replicas follow the log, bring their views up to date and write checkpoints.</summary>
    public async Task FollowAsync(long epoch)
    {
        foreach (var partition in _partitions) await partition.FollowAsync(epoch);
        foreach (var shard in _shards) await shard.FollowAsync(epoch);
    }

    public void Dispose()
    {
        foreach (var partition in _partitions) partition.Replica.Dispose();
    }

    // A checkpoint is written beside the calls and while entries are applied. Here it is over before the next entry, so that which of both
    // comes to the store first, and whether another checkpoint is due then, is never a matter of chance.
    private static async Task StepToAsync(CheckpointedReplica replica, long epoch)
    {
        while (replica.AppliedEpoch < epoch)
        {
            await replica.CatchUpAsync(replica.AppliedEpoch + 1, CancellationToken.None);
            await replica.Checkpoint;
        }
    }

    private async Task<T> OneAtATimeAsync<T>(Func<Task<T>> call)
    {
        await _turn.WaitAsync();
        try
        {
            return await call();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void EndEvaluation()
    {
        _isEvaluating = false;
        while (_cancelled.TryDequeue(out var jobId)) Cancel(jobId);
    }

    private sealed class PartitionActor : IProfilePartitionGrain, IRemovalPartitionGrain
    {
        private readonly ProcessActors _process;
        private readonly int _index;
        private PartitionEvaluations _evaluations = null!;

        public PartitionActor(ProcessActors process, int index)
        {
            _process = process;
            _index = index;
            Replica = null!;
            Activate();
        }

        public PartitionReplica Replica { get; private set; }

        public async IAsyncEnumerable<PartitionProgress> EvaluateAsync(EvaluateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            PartitionResult result;
            _process._isEvaluating = true;
            try
            {
                await _process.BeforeEvaluate(_index);
                result = await CallAsync(request.Epoch, () => _evaluations.Get(request).Completion);
            }
            finally
            {
                _process.EndEvaluation();
            }

            yield return new PartitionProgress(request.JobId, 1, 1, new Dictionary<Guid, long>(), new Dictionary<Guid, long>(), result);
        }

        public Task<IReadOnlyList<long>> GetSizesAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
            CallAsync(epoch, () => Replica.GetSizesAsync(numbers, epoch, cancellationToken));

        public Task<IReadOnlyList<ClusterContent>> ReadClustersAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
            CallAsync(epoch, () => Replica.ReadClustersAsync(numbers, epoch, cancellationToken));

        public Task<IReadOnlyList<AttributeShape>> GetSchemaAsync(long epoch, CancellationToken cancellationToken) =>
            CallAsync(epoch, () => Replica.GetSchemaAsync(epoch, cancellationToken));

        public Task<PlannedPage> PlanRemovalAsync(
            RemovalSource source, int cursor, int maxClusters, int nextNumber, long epoch, CancellationToken cancellationToken) =>
            CallAsync(epoch, () => Replica.PlanRemovalAsync(source, cursor, maxClusters, nextNumber, epoch, cancellationToken));

        public Task ReachAsync(long epoch, CancellationToken cancellationToken) => CallAsync(epoch, static () => Task.FromResult(true));

        public Task HintAsync(long epoch) => Task.CompletedTask;

        public Task CheckpointAsync(long epoch) => CallAsync(epoch, async () =>
        {
            await Replica.SaveCheckpointAsync(epoch, CancellationToken.None);
            return true;
        });

        public Task FollowAsync(long epoch) => CallAsync(epoch, async () =>
        {
            await Replica.RefreshViewsAsync(1, CancellationToken.None);
            return true;
        });

        private Task<T> CallAsync<T>(long epoch, Func<Task<T>> call) => _process.OneAtATimeAsync(async () =>
        {
            try
            {
                await StepToAsync(Replica, epoch);
                return await call();
            }
            finally
            {
                await Replica.Checkpoint;
                if (Replica.HasFailed) Activate(); // the grain would be built anew
            }
        });

        private void Activate()
        {
            Replica = new PartitionReplica(
                _index, _process._log, _process._machine.Pool, NullLogger.Instance, new CheckpointPolicy(maxEpochs: CheckpointEpochs));
            _evaluations = new PartitionEvaluations(
                _index, Replica, new EvaluationLimits(100_000, TimeSpan.FromDays(30)), _process._machine.Plans, _process._machine.Pool,
                _process._log.Files, NullLogger.Instance);
        }
    }

    private sealed class ShardActor(ProcessActors process, int index) : IIdentityShardGrain
    {
        private IdentityShardReplica? _replica;

        private IdentityShardReplica Replica => _replica ??= new IdentityShardReplica(
            index, process._log, process._machine.Pool, NullLogger.Instance, new CheckpointPolicy(maxEpochs: CheckpointEpochs));

        public Task<IdentityClusters> FindAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken) =>
            CallAsync(epoch, () => Replica.FindAsync(keys, epoch, cancellationToken));

        public Task FollowAsync(long epoch) => CallAsync(epoch, static () => Task.FromResult(true));

        public Task CheckpointAsync(long epoch) => CallAsync(epoch, async () =>
        {
            await Replica.SaveCheckpointAsync(epoch, CancellationToken.None);
            return true;
        });

        private Task<T> CallAsync<T>(long epoch, Func<Task<T>> call) => process.OneAtATimeAsync(async () =>
        {
            try
            {
                await StepToAsync(Replica, epoch);
                return await call();
            }
            finally
            {
                await Replica.Checkpoint;
                if (Replica.HasFailed) _replica = null;
            }
        });
    }
}
