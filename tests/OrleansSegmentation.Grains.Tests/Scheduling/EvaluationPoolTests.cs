using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Tests.Scheduling;

public sealed class EvaluationPoolTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task RunAsync_TwoGroupsOfDifferentSize_TakeTurnsSliceBySlice()
    {
        using var pool = Pool(threads: 1);
        var gate = new Gate();
        var opening = pool.RunAsync("opening", gate, None); // holds the only thread until everything is queued
        var slices = new ConcurrentQueue<string>();
        var work = new List<Task>();
        for (var partition = 0; partition < 3; partition++) work.Add(pool.RunAsync("large", new Slices(slices, "large", 4), None));
        work.Add(pool.RunAsync("small", new Slices(slices, "small", 4), None));
        gate.Open();
        await Task.WhenAll(work);
        await opening;

        // While both groups have work, neither runs twice in a row, although one has three times as many items.
        Assert.Equal(Enumerable.Repeat(new[] { "large", "small" }, 4).SelectMany(static pair => pair), slices.Take(8));
        Assert.Equal(16, slices.Count);
    }

    [Fact]
    public async Task RunAsync_WorkThatThrows_GivesItsErrorAndTheThreadGoesOn()
    {
        using var pool = Pool(threads: 1);

        var error = await Assert.ThrowsAsync<FormatException>(() => pool.RunAsync<int>("group", () => throw new FormatException("damaged"), None));

        Assert.Equal("damaged", error.Message);
        Assert.Equal(7, await pool.RunAsync("group", () => 7, None));
    }

    [Fact]
    public async Task RunAsync_CancelledBetweenSlices_StopsAtTheNextOne()
    {
        using var pool = Pool(threads: 1);
        using var cancellation = new CancellationTokenSource();
        var slices = 0;
        var work = new Repeated(() =>
        {
            if (++slices == 3) cancellation.Cancel();
            return false;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.RunAsync("group", work, cancellation.Token));

        Assert.Equal(3, slices);
    }

    [Fact]
    public async Task RunAsync_ManyItemsOnManyThreads_NeverRunsOneItemTwiceAtOnce()
    {
        using var pool = Pool(threads: 4);
        var items = Enumerable.Range(0, 40).Select(_ => new Exclusive(slices: 50)).ToList();

        await Task.WhenAll(items.Select((item, index) => pool.RunAsync(index % 3, item, None)));

        Assert.All(items, item => Assert.Equal((50, false), (item.Slices, item.Overlapped)));
    }

    [Fact]
    public async Task RunAsync_FromAThreadWithItsOwnScheduler_GoesOnThere()
    {
        using var pool = Pool(threads: 1);
        var exclusive = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler; // like the scheduler of a grain

        var schedulers = await Task.Factory.StartNew(
            async () =>
            {
                await pool.RunAsync("group", new Repeated(() => true), None);
                return (TaskScheduler.Current, Thread.CurrentThread.Name);
            },
            None, TaskCreationOptions.None, exclusive).Unwrap();

        Assert.Same(exclusive, schedulers.Current);
        Assert.DoesNotContain("evaluation", schedulers.Name ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WorkUnfinished_EndsItAsCancelledAndRefusesMore()
    {
        var pool = Pool(threads: 1);
        var started = new TaskCompletionSource();
        var endless = pool.RunAsync("group", new Repeated(() =>
        {
            started.TrySetResult();
            return false;
        }), None);
        await started.Task;

        pool.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RunAsync("group", new Repeated(() => true), None));
    }

    [Fact]
    public void SteppedWork_BudgetUsedUp_ReturnsAfterTheStepAndGoesOnLater()
    {
        var work = new CountedSteps(3);

        Assert.False(work.Advance(TimeSpan.Zero)); // a step at least, or nothing would ever be done
        Assert.Equal(1, work.Done);
        Assert.True(work.Advance(TimeSpan.FromHours(1)));
        Assert.Equal(3, work.Done);
    }

    [Theory]
    [InlineData(-1, 1_000, "Threads")]
    [InlineData(1_025, 1_000, "Threads")]
    [InlineData(1, 999, "MaxStepsPerProfile")]
    public void Options_OutOfRange_AreRefusedByName(int threads, long steps, string name)
    {
        var result = new EvaluationOptionsValidator().Validate(null, new EvaluationOptions { Threads = threads, MaxStepsPerProfile = steps });

        Assert.True(result.Failed);
        Assert.Contains("Segmentation:Evaluation:" + name, result.FailureMessage, StringComparison.Ordinal);
    }

    private static EvaluationPool Pool(int threads) => new(Options.Create(new EvaluationOptions { Threads = threads }));

    private sealed class Gate : ISlicedWork
    {
        private readonly ManualResetEventSlim _opened = new();

        public void Open() => _opened.Set();

        public bool Advance(TimeSpan budget)
        {
            _opened.Wait();
            return true;
        }
    }

    private sealed class Slices(ConcurrentQueue<string> log, string name, int count) : ISlicedWork
    {
        private int _left = count;

        public bool Advance(TimeSpan budget)
        {
            log.Enqueue(name);
            return --_left == 0;
        }
    }

    private sealed class Repeated(Func<bool> slice) : ISlicedWork
    {
        public bool Advance(TimeSpan budget) => slice();
    }

    private sealed class Exclusive(int slices) : ISlicedWork
    {
        private int _inside;

        public int Slices { get; private set; }

        public bool Overlapped { get; private set; }

        public bool Advance(TimeSpan budget)
        {
            if (Interlocked.Exchange(ref _inside, 1) != 0) Overlapped = true;
            Slices++;
            Thread.SpinWait(200);
            Volatile.Write(ref _inside, 0);
            return Slices == slices;
        }
    }

    private sealed class CountedSteps(int steps) : SteppedWork
    {
        public int Done { get; private set; }

        protected override IEnumerable<WorkStep> Run()
        {
            while (Done < steps)
            {
                Done++;
                yield return default;
            }
        }
    }
}
