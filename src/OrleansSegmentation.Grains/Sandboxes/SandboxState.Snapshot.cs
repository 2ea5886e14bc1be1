using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Grains.Schedules;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>The state as a snapshot that stands in for the log up to its epoch, and back.</content>
internal sealed partial record SandboxState
{
    /// <summary>Returns everything the state knows.</summary>
    public SandboxStateSnapshot ToSnapshot() => new(
        Epoch, TimeMs, DataEpoch, Descriptor, PartitionCount, ShardCount, [.. NextNumbers], Definitions.ToSnapshot(), MergePolicies.ToSnapshot(), Jobs.ToSnapshot(),
        [.. Batches.OldestFirst], Removals.ToSnapshot(), Schedules.ToSnapshot());

    /// <summary>Returns the state that a snapshot was made of.</summary>
    public static SandboxState Restore(SandboxStateSnapshot snapshot) => new()
    {
        Epoch = snapshot.Epoch,
        TimeMs = snapshot.TimeMs,
        DataEpoch = snapshot.DataEpoch,
        Descriptor = snapshot.Descriptor,
        PartitionCount = snapshot.PartitionCount,
        ShardCount = snapshot.ShardCount,
        NextNumbers = [.. snapshot.NextNumbers],
        Definitions = DefinitionCatalog.Restore(snapshot.Definitions),
        MergePolicies = MergePolicyCatalog.Restore(snapshot.MergePolicies),
        Jobs = JobBook.Restore(snapshot.Jobs),
        Batches = RecentEntries<Guid, IngestReceipt>.Restore(BatchLifetime, snapshot.Batches),
        Removals = RemovalBook.Restore(snapshot.Removals),
        Schedules = ScheduleCatalog.Restore(snapshot.Schedules ?? []), // a snapshot of before there were any has none
    };
}

/// <summary>A <see cref="SandboxState"/> as it is stored. Every stored property of the state has one of the same name here.</summary>
internal sealed record SandboxStateSnapshot(
    long Epoch, long TimeMs, long DataEpoch, SandboxDescriptor? Descriptor, int PartitionCount, int ShardCount, IReadOnlyList<int> NextNumbers,
    DefinitionCatalogSnapshot Definitions, IReadOnlyList<MergePolicyDocument> MergePolicies, JobBookSnapshot Jobs, IReadOnlyList<RecentEntry<Guid, IngestReceipt>> Batches,
    RemovalBookSnapshot Removals, IReadOnlyList<ScheduleRecord>? Schedules);
