using OrleansSegmentation.Storage.Tests.Conformance;

namespace OrleansSegmentation.AzureStorage.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public sealed class AzureSandboxLogTests(AzuriteFixture azurite) : SandboxLogConformance(new StorageAccount(azurite));

[Collection(AzuriteCollection.Name)]
public sealed class AzurePartitionStoreTests(AzuriteFixture azurite) : PartitionStoreConformance(new StorageAccount(azurite));

[Collection(AzuriteCollection.Name)]
public sealed class AzureSegmentationStorageTests(AzuriteFixture azurite) : SegmentationStorageConformance(new StorageAccount(azurite));
