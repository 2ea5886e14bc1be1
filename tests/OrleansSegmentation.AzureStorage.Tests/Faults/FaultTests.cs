using OrleansSegmentation.AzureStorage.Tests.Storage;

namespace OrleansSegmentation.AzureStorage.Tests.Faults;

/// <summary>Two silos on one account: the network of the first loses what a test tells it to.</summary>
public abstract class FaultTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private protected static readonly CancellationToken None = CancellationToken.None;

    private protected StorageAccount Account { get; } = new(azurite);

    private protected FaultyNetwork Network { get; } = new();

    protected Guid SandboxId { get; } = Guid.NewGuid();

    private protected AzureSegmentationStorage Storage { get; private set; } = null!;

    private protected AzureSegmentationStorage OtherSilo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        OtherSilo = await Account.OpenAsync();
        Storage = await Account.OpenAsync(Network.Use);
    }

    public Task DisposeAsync()
    {
        Storage.Dispose();
        OtherSilo.Dispose();
        Account.Dispose();
        return Task.CompletedTask;
    }
}
