namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>Remembers that a write failed to become durable: from then on nothing is written, because what the device holds is unknown.</summary>
/// <remarks>After a failed flush the kernel may drop the pages and report success the next time, so trying again would prove nothing.</remarks>
internal sealed class StorageHealth
{
    private Exception? _failure;

    /// <summary>Gets the gate that every write goes through.</summary>
    public WriteGate Writes { get; } = new();

    /// <summary>Throws when a write failed before.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
            throw new StorageFailedException("An earlier write could not be made durable; the store takes no more writes until the process starts anew.", failure);
    }

    /// <summary>Runs what must succeed or stop everything.</summary>
    public void Guard(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            _ = Interlocked.CompareExchange(ref _failure, exception, null);
            throw new StorageFailedException($"{what} could not be made durable; the store takes no more writes until the process starts anew.", exception);
        }
    }
}
