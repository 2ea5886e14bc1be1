using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Grains.Scheduling;

/// <summary>The threads of one silo that do CPU work: evaluating, merging, parsing, applying.</summary>
/// <remarks>
/// Work runs in slices. Groups (a job, a sandbox's replay, an upload) take turns, one slice each, so a job with many partitions gets no
/// more than one with few. The threads are its own: neither grain turns nor the thread pool ever wait behind an evaluation. Thread-safe.
/// </remarks>
internal sealed class EvaluationPool : IDisposable
{
    /// <summary>How long a slice should take: bounds how late a cancellation is seen and how long another job waits for its turn.</summary>
    public static readonly TimeSpan SliceLength = TimeSpan.FromMilliseconds(8);

    private readonly object _gate = new();
    private readonly Dictionary<object, Queue<WorkItem>> _waiting = []; // only groups with waiting work
    private readonly Queue<object> _turns = new(); // each of those groups once
    private readonly List<Thread> _threads = [];
    private bool _isStopping;

    public EvaluationPool(IOptions<EvaluationOptions> options)
    {
        for (var index = 0; index < options.Value.EffectiveThreads; index++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"evaluation-{index}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Gets how many threads there are.</summary>
    public int ThreadCount => _threads.Count;

    /// <summary>Gets whether work waits for a thread: what can be done later should be.</summary>
    public bool HasWaitingWork
    {
        get
        {
            lock (_gate) return _turns.Count > 0;
        }
    }

    /// <summary>Runs work to its end.</summary>
    /// <param name="group">What it belongs to; groups are compared by <see cref="object.Equals(object)"/> and take turns.</param>
    /// <param name="work">The work; nobody else may call it meanwhile.</param>
    /// <param name="cancellationToken">Seen between two slices.</param>
    /// <returns>A task that ends when the work does, with its error if it throws; awaited in a grain, it goes on in the grain.</returns>
    public Task RunAsync(object group, ISlicedWork work, CancellationToken cancellationToken)
    {
        var item = new WorkItem(group, work, cancellationToken);
        if (!Enqueue(item)) item.Completion.TrySetException(new ObjectDisposedException(nameof(EvaluationPool)));
        return item.Completion.Task;
    }

    /// <summary>Runs a short function that cannot be sliced: decoding one log entry, not a whole view.</summary>
    public async Task<T> RunAsync<T>(object group, Func<T> function, CancellationToken cancellationToken)
    {
        var work = new FunctionWork<T>(function);
        await RunAsync(group, work, cancellationToken).ConfigureAwait(false); // a service: the caller's await returns to its own scheduler
        return work.Result;
    }

    /// <summary>Stops the threads after their current slices; waiting work ends as cancelled.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads) thread.Join();
        foreach (var item in _waiting.Values.SelectMany(static items => items)) item.Completion.TrySetCanceled(CancellationToken.None);
        _waiting.Clear();
    }

    private bool Enqueue(WorkItem item)
    {
        lock (_gate)
        {
            if (_isStopping) return false;
            if (!_waiting.TryGetValue(item.Group, out var items))
            {
                _waiting.Add(item.Group, items = new Queue<WorkItem>());
                _turns.Enqueue(item.Group);
            }

            items.Enqueue(item);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    private WorkItem? Dequeue()
    {
        lock (_gate)
        {
            while (!_isStopping && _turns.Count == 0) Monitor.Wait(_gate);
            if (_isStopping) return null;

            var group = _turns.Dequeue();
            var items = _waiting[group];
            var item = items.Dequeue();
            if (items.Count > 0) _turns.Enqueue(group);
            else _waiting.Remove(group);
            return item;
        }
    }

    private void Work()
    {
        while (Dequeue() is { } item)
        {
            if (Advance(item)) continue;
            if (!Enqueue(item)) item.Completion.TrySetCanceled(CancellationToken.None);
        }
    }

    private static bool Advance(WorkItem item)
    {
        try
        {
            item.CancellationToken.ThrowIfCancellationRequested();
            if (!item.Work.Advance(SliceLength)) return false;
            item.Completion.TrySetResult();
        }
        catch (OperationCanceledException exception)
        {
            item.Completion.TrySetCanceled(exception.CancellationToken);
        }
        catch (Exception exception) // belongs to whoever awaits the work
        {
            item.Completion.TrySetException(exception);
        }

        return true;
    }

    private sealed class WorkItem(object group, ISlicedWork work, CancellationToken cancellationToken)
    {
        public object Group { get; } = group;

        public ISlicedWork Work { get; } = work;

        public CancellationToken CancellationToken { get; } = cancellationToken;

        // Continuations must not run on a pool thread: they are grain turns or thread pool work.
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class FunctionWork<T>(Func<T> function) : ISlicedWork
    {
        public T Result { get; private set; } = default!;

        public bool Advance(TimeSpan budget)
        {
            Result = function();
            return true;
        }
    }
}
