using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.Storage.Local;
using OrleansSegmentation.Storage.Local.Files;
using OrleansSegmentation.Storage.Tests.Conformance;

namespace OrleansSegmentation.Storage.Tests.Local;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TemporaryFolder : IStorageUnderTest
{
    public string Path { get; } = Directory.CreateTempSubdirectory("segmentation-storage-").FullName;

    public LocalSegmentationStorage Open(IDisk? disk = null) =>
        new(new LocalStorageOptions { Directory = Path }, TimeProvider.System, NullLogger<LocalSegmentationStorage>.Instance, disk ?? new SystemDisk());

    Task<ISegmentationStorage> IStorageUnderTest.StartAsync() => Task.FromResult<ISegmentationStorage>(Open());

    public string LogOf(Guid sandboxId) => System.IO.Path.Combine(Path, "sandboxes", sandboxId.ToString("D"), "log");

    public string FilesOf(Guid sandboxId) => System.IO.Path.Combine(Path, "sandboxes", sandboxId.ToString("D"), "files");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
