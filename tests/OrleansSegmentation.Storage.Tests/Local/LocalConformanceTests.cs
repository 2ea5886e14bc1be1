using OrleansSegmentation.Storage.Tests.Conformance;

namespace OrleansSegmentation.Storage.Tests.Local;

public sealed class LocalSandboxLogTests() : SandboxLogConformance(new TemporaryFolder());

public sealed class LocalPartitionStoreTests() : PartitionStoreConformance(new TemporaryFolder());

public sealed class LocalSegmentationStorageTests() : SegmentationStorageConformance(new TemporaryFolder());
