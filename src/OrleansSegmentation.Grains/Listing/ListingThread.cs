using System.Collections.Concurrent;

namespace OrleansSegmentation.Grains.Listing;

/// <summary>One thread of the silo that filters and sorts lists, so that a long list never holds up the turn that orders appends.</summary>
internal sealed class ListingThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public ListingThread() =>
        new Thread(() => { foreach (var action in _work.GetConsumingEnumerable()) action(); }) { IsBackground = true, Name = "segmentation-lists" }.Start();

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
}
