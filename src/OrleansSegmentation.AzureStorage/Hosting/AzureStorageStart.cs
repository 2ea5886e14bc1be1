namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>Makes the container before anything else of the silo starts, so that an account that cannot be reached stops the start and not the first job.</summary>
internal sealed class AzureStorageStart(AzureSegmentationStorage storage) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(AzureStorageStart), ServiceLifecycleStage.First, storage.StartAsync);
    }
}
