namespace OrleansSegmentation.Storage.Local.Hosting;

/// <summary>Takes hold of the folder before anything else of the silo starts, so that a folder in use stops the start and not the first job.</summary>
internal sealed class LocalStorageStart(ISegmentationStorage storage) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(LocalStorageStart), ServiceLifecycleStage.First, storage.CheckAsync);
    }
}
