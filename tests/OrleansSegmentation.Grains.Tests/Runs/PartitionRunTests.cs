using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Runs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Runs;

public sealed class PartitionRunTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly EvaluateRequest Request = new(Guid.NewGuid(), 7, 1_767_225_600_000, new JobRequest([], []));

    private readonly WatchedClock _clock = new();
    private readonly RunProgress _progress = new(partitionCount: 1);

    [Fact]
    public async Task CompleteAsync_PartitionAnswers_KeepsItsResult()
    {
        var partition = new FakePartition((_, _) => Answer(Word(1), Word(2, isLast: true)));

        await Run(partition).CompleteAsync(None);

        Assert.Equal((1, 0), (_progress.Results.Count, _progress.Retried));
    }

    [Fact]
    public async Task CompleteAsync_PartitionFailsTwice_AsksAgainAfterGrowingPauses()
    {
        var partition = new FakePartition((attempt, _) => attempt <= 2 ? Throw(new IOException("no answer")) : Answer(Word(1, isLast: true)));
        var run = Run(partition).CompleteAsync(None);

        await _clock.WaitedForAsync(TimeSpan.FromMilliseconds(200)); // the first pause
        _clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Equal(1, partition.Attempts);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await _clock.WaitedForAsync(TimeSpan.FromMilliseconds(500));
        Assert.Equal(2, partition.Attempts);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        await run;

        Assert.Equal((3, 1, 1), (partition.Attempts, _progress.Results.Count, _progress.Retried));
    }

    [Fact]
    public async Task CompleteAsync_EveryAttemptFails_GivesUpNamingThePartition()
    {
        var partition = new FakePartition((_, _) => Throw(new IOException("no answer")));
        var run = Run(partition, new SegmentRunOptions { MinRetryDelay = TimeSpan.FromTicks(1), MaxRetryDelay = TimeSpan.FromTicks(1) }).CompleteAsync(None);
        for (var attempt = 1; attempt < 5; attempt++)
        {
            await partition.AskedAsync(attempt);
            _clock.Advance(TimeSpan.FromTicks(1));
        }

        var error = await Assert.ThrowsAsync<PartitionFailedException>(() => run);

        Assert.Equal("Partition 0 did not answer after 5 attempts.", error.Message);
        Assert.Equal(5, partition.Attempts);
    }

    [Fact]
    public async Task CompleteAsync_PartitionFallsSilentAndCannotBeDisposed_AsksAgain()
    {
        var partition = new FakePartition((attempt, _) => attempt == 1 ? new Hung() : Answer(Word(1, isLast: true)));
        var run = Run(partition).CompleteAsync(None);

        await _clock.WaitedForAsync(TimeSpan.FromSeconds(30)); // the limit
        _clock.Advance(TimeSpan.FromSeconds(30));
        await _clock.WaitedForAsync(TimeSpan.FromMilliseconds(200)); // the pause
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        await run;

        Assert.Equal((2, 1), (partition.Attempts, _progress.Results.Count));
    }

    [Fact]
    public async Task CompleteAsync_SlowPartitionThatGoesOn_IsNotAskedAgain()
    {
        var gate = new SemaphoreSlim(0);
        var partition = new FakePartition((_, _) => Slow(gate));
        var run = Run(partition).CompleteAsync(None);
        for (var word = 0; word < 4; word++)
        {
            _clock.Advance(TimeSpan.FromSeconds(29));
            gate.Release();
            await partition.ReportedAsync(_progress, word + 1);
        }

        await run;

        Assert.Equal(1, partition.Attempts);
    }

    [Theory]
    [InlineData("expression"), InlineData("ended"), InlineData("damaged")]
    public async Task CompleteAsync_ErrorThatWillNotPass_IsNotTriedAgain(string kind)
    {
        Exception error = kind switch
        {
            "expression" => new ExpressionFailedException(Guid.NewGuid(), "too many steps"),
            "ended" => new JobNotRunningException(Request.JobId, 9),
            _ => new StorageDamagedException("results/x/0", "The checksum does not match."),
        };
        var partition = new FakePartition((_, _) => Throw(error));

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => Run(partition).CompleteAsync(None));

        Assert.Equal(kind == "damaged" ? typeof(PartitionFailedException) : error.GetType(), thrown.GetType());
        Assert.Equal(1, partition.Attempts);
    }

    [Fact]
    public async Task CompleteAsync_Cancelled_StopsAskingAndTellsThePartition()
    {
        using var cancellation = new CancellationTokenSource();
        var partition = new FakePartition((_, _) => new Hung());
        var run = Run(partition).CompleteAsync(cancellation.Token);
        await partition.AskedAsync(1);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(partition.Token.IsCancellationRequested);
        Assert.Equal(1, partition.Attempts);
    }

    private PartitionRun Run(IProfilePartitionGrain partition, SegmentRunOptions? options = null) =>
        new(0, partition, Request, _progress, options ?? new SegmentRunOptions(), _clock, NullLogger.Instance);

    private static PartitionProgress Word(long sequence, bool isLast = false) => new(
        Request.JobId, sequence, sequence, new Dictionary<Guid, long>(), new Dictionary<Guid, long>(),
        isLast ? new PartitionResult(Request.JobId, 0, "results/x/0", [], []) : null);

    private static async IAsyncEnumerable<PartitionProgress> Answer(params PartitionProgress[] words)
    {
        foreach (var word in words)
        {
            await Task.Yield();
            yield return word;
        }
    }

    private static async IAsyncEnumerable<PartitionProgress> Throw(Exception exception)
    {
        await Task.Yield();
        yield return Word(0);
        throw exception;
    }

    private static async IAsyncEnumerable<PartitionProgress> Slow(SemaphoreSlim gate)
    {
        for (var word = 1; word <= 4; word++)
        {
            await gate.WaitAsync();
            yield return Word(word, isLast: word == 4);
        }
    }

    /// <summary>An enumeration whose silo is gone: nothing comes back, not even from a dispose.</summary>
    private sealed class Hung : IAsyncEnumerable<PartitionProgress>, IAsyncEnumerator<PartitionProgress>
    {
        public PartitionProgress Current => throw new InvalidOperationException();

        public IAsyncEnumerator<PartitionProgress> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(new TaskCompletionSource<bool>().Task);

        public ValueTask DisposeAsync() => new(new TaskCompletionSource().Task);
    }

    /// <summary>A fake clock that tells when somebody began to wait on it: moving it earlier would move it past nobody.</summary>
    private sealed class WatchedClock : FakeTimeProvider
    {
        private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _waits = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            WaitOf(dueTime).TrySetResult();
            return timer;
        }

        /// <summary>Completes when somebody waits, or waited, for so long.</summary>
        public Task WaitedForAsync(TimeSpan time) => WaitOf(time).Task.WaitAsync(TimeSpan.FromMinutes(1));

        private TaskCompletionSource WaitOf(TimeSpan time) =>
            _waits.GetOrAdd(time, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private sealed class FakePartition(Func<int, EvaluateRequest, IAsyncEnumerable<PartitionProgress>> evaluate) : IProfilePartitionGrain
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        public int Attempts { get; private set; }

        public CancellationToken Token { get; private set; }

        public async IAsyncEnumerable<PartitionProgress> EvaluateAsync(
            EvaluateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            await foreach (var word in evaluate(++Attempts, request)) yield return word;
        }

        public Task AskedAsync(int attempts) => UntilAsync(() => Attempts >= attempts);

        public Task ReportedAsync(RunProgress progress, long profiles) => UntilAsync(() => progress.ToCounts().ProfilesEvaluated >= profiles);

        public Task<IReadOnlyList<long>> GetSizesAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ClusterContent>> ReadClustersAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<AttributeShape>> GetSchemaAsync(long epoch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task ReachAsync(long epoch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task HintAsync(long epoch) => throw new NotSupportedException();

        public Task CheckpointAsync(long epoch) => throw new NotSupportedException();

        private static async Task UntilAsync(Func<bool> holds)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!holds())
            {
                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
