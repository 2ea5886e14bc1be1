namespace OrleansSegmentation.Storage.Tests.Conformance;

/// <summary>Where an implementation keeps things for one test; goes with it.</summary>
public interface IStorageUnderTest : IDisposable
{
    /// <summary>Opens the store as a process that starts does. What is returned is disposed as by one that ends in order.</summary>
    Task<ISegmentationStorage> StartAsync();
}
