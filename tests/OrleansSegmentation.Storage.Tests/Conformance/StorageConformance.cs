namespace OrleansSegmentation.Storage.Tests.Conformance;

/// <summary>What every <see cref="ISegmentationStorage"/> must do. An implementation derives from the suites and says where it keeps things.</summary>
public abstract class StorageConformance(IStorageUnderTest place) : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected Guid SandboxId { get; } = Guid.NewGuid();

    protected ISegmentationStorage Storage { get; private set; } = null!;

    public async Task InitializeAsync() => Storage = await place.StartAsync();

    public Task DisposeAsync()
    {
        Stop();
        place.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Stops the store and starts it on the same durable data, as a new process would.</summary>
    protected async Task RestartAsync()
    {
        Stop();
        Storage = await place.StartAsync();
    }

    protected static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    protected static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    // Nothing but what is durable remains.
    private void Stop() => ((IDisposable)Storage).Dispose();
}
