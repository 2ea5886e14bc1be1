namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>Lets writes in until the store closes; closing waits for those under way, so that the folder is let go only when it is still.</summary>
internal sealed class WriteGate
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _still = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;
    private bool _isClosed;

    /// <summary>Enters; disposing what is returned leaves.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public Pass Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(LocalSegmentationStorage));
            _writes++;
            return new Pass(this);
        }
    }

    /// <summary>Refuses all that come from now on; completes when the last write has left.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_writes == 0) _still.TrySetResult();
            return _still.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _writes--;
            if (_isClosed && _writes == 0) _still.TrySetResult();
        }
    }

    /// <summary>One write inside the gate.</summary>
    public readonly struct Pass(WriteGate gate) : IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => gate.Leave();
    }
}
