namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>Who may resolve against the newest data: batches and pages of removals, one at a time, in the order in which they ask.</summary>
/// <remarks>Without turns, whoever resolves longer would find the data changed again and again, and never commit.</remarks>
internal sealed class DataTurn
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Waits for the turn; disposing the result ends it.</summary>
    public async Task<IDisposable> TakeAsync()
    {
        await _turn.WaitAsync();
        return new Taken(_turn);
    }

    private sealed class Taken(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
