namespace OrleansSegmentation.Storage.Tests.Conformance;

/// <summary>What every <see cref="ISegmentationStorage"/> must do. An implementation derives from the suites and says how it starts and stops.</summary>
public abstract class StorageConformance : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected Guid SandboxId { get; } = Guid.NewGuid();

    protected ISegmentationStorage Storage { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Storage = await StartAsync();

    public virtual Task DisposeAsync() => StopAsync(Storage);

    /// <summary>Starts the store on the same durable data as the last time in this test, as a new process would.</summary>
    protected abstract Task<ISegmentationStorage> StartAsync();

    /// <summary>Stops the store; nothing but what is durable remains.</summary>
    protected abstract Task StopAsync(ISegmentationStorage storage);

    protected async Task RestartAsync()
    {
        await StopAsync(Storage);
        Storage = await StartAsync();
    }

    protected static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    protected static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
