using OrleansSegmentation.Storage.Local;
using OrleansSegmentation.Storage.Tests.Conformance;

namespace OrleansSegmentation.Storage.Tests.Local;

public sealed class LocalSandboxLogTests : SandboxLogConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<ISegmentationStorage> StartAsync() => Task.FromResult<ISegmentationStorage>(_folder.Open());

    protected override Task StopAsync(ISegmentationStorage storage)
    {
        ((LocalSegmentationStorage)storage).Dispose();
        return Task.CompletedTask;
    }
}

public sealed class LocalPartitionStoreTests : PartitionStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<ISegmentationStorage> StartAsync() => Task.FromResult<ISegmentationStorage>(_folder.Open());

    protected override Task StopAsync(ISegmentationStorage storage)
    {
        ((LocalSegmentationStorage)storage).Dispose();
        return Task.CompletedTask;
    }
}

public sealed class LocalSegmentationStorageTests : SegmentationStorageConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<ISegmentationStorage> StartAsync() => Task.FromResult<ISegmentationStorage>(_folder.Open());

    protected override Task StopAsync(ISegmentationStorage storage)
    {
        ((LocalSegmentationStorage)storage).Dispose();
        return Task.CompletedTask;
    }
}
