using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Grains.Schedules;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>Everything a sandbox's writer knows: a function of the log's prefix and of nothing else. Immutable.</summary>
internal sealed partial record SandboxState
{
    /// <summary>How long a batch id gets its first answer.</summary>
    public static readonly TimeSpan BatchLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Gets the state before the first entry.</summary>
    public static SandboxState Empty { get; } = new();

    /// <summary>Gets the last applied epoch; 0 before the first.</summary>
    public long Epoch { get; private init; }

    /// <summary>Gets the log time of that epoch, ms since 1970.</summary>
    public long TimeMs { get; private init; }

    /// <summary>Gets the last epoch that changed profiles or memberships; 0 before the first.</summary>
    public long DataEpoch { get; private init; }

    /// <summary>Gets what the sandbox is; null before it was created.</summary>
    public SandboxDescriptor? Descriptor { get; private init; }

    /// <summary>Gets the number of profile partitions, fixed when the sandbox was created.</summary>
    public int PartitionCount { get; private init; }

    /// <summary>Gets the number of identity shards, fixed when the sandbox was created.</summary>
    public int ShardCount { get; private init; }

    /// <summary>Gets the next free profile number of each partition.</summary>
    public ImmutableArray<int> NextNumbers { get; private init; } = [];

    public DefinitionCatalog Definitions { get; private init; } = DefinitionCatalog.Empty;

    public MergePolicyCatalog MergePolicies { get; private init; } = MergePolicyCatalog.Empty;

    public JobBook Jobs { get; private init; } = JobBook.Empty;

    public RemovalBook Removals { get; private init; } = RemovalBook.Empty;

    public ScheduleCatalog Schedules { get; private init; } = ScheduleCatalog.Empty;

    /// <summary>Gets the answers of the last batches.</summary>
    public RecentEntries<Guid, IngestReceipt> Batches { get; private init; } = new(BatchLifetime);

    /// <summary>Gets the sandbox as documents embed it.</summary>
    /// <exception cref="InvalidOperationException">The sandbox was not created yet.</exception>
    public SandboxReference Reference => new(Created.SandboxId, Created.Name, Created.Type, Created.IsDefault);

    /// <summary>Gets what the sandbox is.</summary>
    /// <exception cref="InvalidOperationException">The sandbox was not created yet.</exception>
    public SandboxDescriptor Created =>
        Descriptor ?? throw new InvalidOperationException("The sandbox was not created yet: call EnsureAsync first.");

    /// <summary>Returns the state after a whole entry.</summary>
    public SandboxState Apply(LogEntry entry)
    {
        var stamp = new EntryStamp(entry.Epoch, entry.TimeMs);
        return entry.Items.Aggregate(this, (state, item) => state.Apply(item, stamp)).Complete(stamp);
    }

    /// <summary>Returns the state after one item of an entry that is not complete yet.</summary>
    public SandboxState Apply(LogItem item, EntryStamp stamp)
    {
        var state = item switch
        {
            DescribeItem describe => Describe(describe),
            BatchItem batch => this with
            {
                Batches = Batches.Add(batch.Receipt.BatchId, batch.Receipt, stamp.TimeMs),
                NextNumbers = [.. batch.NextNumbers],
            },
            RemoveItem remove => this with { Removals = Removals.Apply(item, stamp, PartitionCount), NextNumbers = [.. remove.NextNumbers] },
            SystemJobItem or SystemJobEndItem or SystemJobForgetItem => this with { Removals = Removals.Apply(item, stamp, PartitionCount) },
            DefinitionItem or DefinitionRemovedItem => this with { Definitions = Definitions.Apply(item) },
            MergePolicyItem or MergePolicyRemovedItem => this with { MergePolicies = MergePolicies.Apply(item) },
            ScheduleItem or ScheduleRemovedItem or ScheduleSkippedItem => this with { Schedules = Schedules.Apply(item, stamp) },
            AcceptItem { Fire: not null } => this with { Jobs = Jobs.Apply(item, stamp), Schedules = Schedules.Apply(item, stamp) },
            _ => this with { Jobs = Jobs.Apply(item, stamp) },
        };
        return item.ChangesData ? state with { DataEpoch = stamp.Epoch } : state;
    }

    /// <summary>Returns the state at the end of an entry.</summary>
    public SandboxState Complete(EntryStamp stamp) => stamp.Epoch == Epoch + 1 && stamp.TimeMs > TimeMs
        ? this with { Epoch = stamp.Epoch, TimeMs = stamp.TimeMs }
        : throw new InvalidOperationException($"Entry {stamp.Epoch} at {stamp.TimeMs} ms does not follow entry {Epoch} at {TimeMs} ms.");

    private SandboxState Describe(DescribeItem item) => this with
    {
        Descriptor = item.Sandbox,
        PartitionCount = item.PartitionCount,
        ShardCount = item.ShardCount,
        NextNumbers = [.. Enumerable.Repeat(0, item.PartitionCount)],
    };
}
