using System.Collections.Concurrent;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>
/// One thread of the silo for the work of sandboxes that takes milliseconds (sorting long lists, resolving batches), so that it never holds
/// up the turn that orders appends.
/// </summary>
internal sealed class SideThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public SideThread() => new Thread(Run) { IsBackground = true, Name = "segmentation-sandboxes" }.Start();

    /// <summary>Runs a function on the thread.</summary>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                completion.SetResult(function());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    /// <inheritdoc />
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var action in _work.GetConsumingEnumerable()) action();
    }
}
