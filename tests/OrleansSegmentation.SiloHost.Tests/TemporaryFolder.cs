namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>A data folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("orleans-segmentation-test-");

    public void Dispose() => Directory.Delete(recursive: true);
}
