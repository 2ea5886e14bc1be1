using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>The profiles of one partition: identity clusters by number, each with its fragments, events and identities.</summary>
/// <remarks>
/// <para>
/// A replica applies an entry's batch in this order: for each move <see cref="Retire"/> the losers that are its own, then
/// <see cref="ImportCluster"/> into the winners that are its own, then <see cref="Apply"/>. A page of a removal is applied by
/// <see cref="ApplyRemoval"/>. The state depends on the entries applied only, not on checkpoints, reloads or when views were updated.
/// Applying never fails on content.
/// </para>
/// <para>
/// Fragments are kept by (dataset, primary identity) and events by (dataset, <c>_id</c>) within their cluster: the newest by (timestamp,
/// epoch, position in the batch). Replacing one drops no identity; deleting what supplied it may. Not thread-safe; the
/// <see cref="MergedView"/>s it hands out are immutable.
/// </para>
/// </remarks>
public sealed partial class PartitionProfiles
{
    private readonly ChunkedTable<ClusterRow> _clusters;
    private readonly RowStore _fragments = new(isSymbolInKey: true);
    private readonly RowStore _events = new(isSymbolInKey: true);
    private readonly RowStore _identities = new(isSymbolInKey: false);
    private readonly SymbolTable _symbols = new();
    private readonly ContentLog _content = new();
    private readonly ContentBuffer _buffer = new();
    private readonly List<int> _recordIdentities = []; // rows of the record being applied, the primary one first

    /// <summary>Creates an empty partition.</summary>
    /// <param name="partition">Its index.</param>
    public PartitionProfiles(int partition)
        : this(partition, new ChunkedTable<ClusterRow>())
    {
    }

    private PartitionProfiles(int partition, ChunkedTable<ClusterRow> clusters)
    {
        Partition = partition;
        _clusters = clusters;
    }

    /// <summary>Gets the index of the partition.</summary>
    public int Partition { get; }

    /// <summary>Gets the last epoch applied; 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>Gets one more than the greatest number a cluster has or had: the upper bound of rows.</summary>
    public int NextRow => _clusters.Count;

    /// <summary>Gets how many clusters there are.</summary>
    public int LiveCount { get; private set; }

    /// <summary>Gets how many bytes of content are in memory, not yet in a checkpoint.</summary>
    public long UnsavedContentBytes => _content.MemoryBytes;

    /// <summary>Applies the records of a committed batch that go to this partition.</summary>
    /// <param name="epoch">The epoch of its entry, 1 to 2⁴⁰ − 1.</param>
    /// <param name="payload">The records.</param>
    /// <param name="route">The cluster of each.</param>
    /// <param name="batchId">The batch, for who wants to delete it.</param>
    /// <param name="firstPosition">The position of the first record among those of all batches of the entry.</param>
    public void Apply(long epoch, BatchPayload payload, BatchRoute route, Guid batchId, int firstPosition = 0)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(route);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, CommitStamp.MaxEpoch);
        if (route.RecordCount != payload.RecordCount) throw new ArgumentException($"The payload has {payload.RecordCount} records, the route {route.RecordCount}.", nameof(route));

        var symbols = new int[payload.Symbols.Count];
        Array.Fill(symbols, -1);
        var records = route.GetRecords(Partition);
        var batchStart = CommitStamp.Of(epoch, firstPosition);
        if (!records.IsEmpty) _batches.Add(batchStart, batchId);
        foreach (var record in records)
            ApplyRecord(payload, record, route.GetCluster(record).Number, CommitStamp.Of(epoch, firstPosition + record), batchStart, symbols);
        AdvanceTo(epoch);
    }

    /// <summary>Raises the epoch: entries up to it did not touch this partition.</summary>
    public void AdvanceTo(long epoch) => Epoch = Math.Max(Epoch, epoch);

    /// <summary>Returns the size of a cluster: its contents and 56 bytes per fragment, event and identity; 0 when there is none.</summary>
    public long GetSizeBytes(int number) => IsLive(number) ? _clusters[number].SizeBytes : 0;

    /// <summary>Returns whether a cluster exists.</summary>
    public bool IsLive(int number) => number >= 0 && number < _clusters.Count && _clusters[number].IsLive;

    /// <summary>Ends a cluster whose content went to another one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public void Retire(int number)
    {
        RequireLive(number);
        ref var cluster = ref _clusters[number];
        RetirePrimaries(cluster);
        FreeContent(_fragments, cluster.Fragments);
        FreeContent(_events, cluster.Events);
        FreeContent(_identities, cluster.Identities);
        _fragments.Clear(number, ref cluster.Fragments);
        _events.Clear(number, ref cluster.Events);
        _identities.Clear(number, ref cluster.Identities);
        _evidence.Clear(ref cluster.Evidence);
        cluster.SizeBytes = 0;
        LiveCount--;
        cluster.PrimaryCount = 0;
        MarkDirty(number);
    }

    private void ApplyRecord(BatchPayload payload, int record, int number, ulong stamp, ulong batchStart, int[] symbols)
    {
        _clusters.GrowTo(number + 1);
        ref var cluster = ref _clusters[number];
        if (!cluster.IsLive) LiveCount++;

        var entry = payload.Records[record];
        var end = payload.Records[record + 1];
        var isFragment = entry.ContentLength >= 0;
        var identities = payload.Identities[entry.FirstIdentity..end.FirstIdentity];
        var primaryKey = identities[0].Key.Value;
        var primary = OpenPrimary(number, ref cluster, primaryKey, out var changed);
        var isListed = cluster.PrimaryCount > 1;
        _recordIdentities.Clear();
        foreach (var identity in identities)
        {
            var flags = isFragment ? IdentityFlags.SpelledByFragment : IdentityFlags.None;
            if (isListed) changed |= ListIdentity(primary, Symbol(identity.NamespaceAsSpelled), identity.Key.Value, entry.TimestampMs, stamp, flags);
            if (identity.Key.Value == primaryKey) flags |= IdentityFlags.Primary;
            changed |= UpsertIdentity(
                number, ref cluster, Symbol(identity.NamespaceAsSpelled), identity.Key.Value, entry.TimestampMs, stamp, flags,
                payload.Blob(identity.ValueOffset, identity.ValueLength).Span, out var row);
            _recordIdentities.Add(row);
        }

        NamePrimary(number, cluster, primaryKey, primary);
        AddEvidence(ref cluster, CollectionsMarshal.AsSpan(_recordIdentities), Symbol(entry.Dataset), stamp, batchStart);

        if (isFragment)
        {
            changed |= Upsert(
                _fragments, number, ref cluster, ref cluster.Fragments, Symbol(entry.Dataset), primaryKey, entry.TimestampMs, stamp,
                payload.Blob(entry.ContentOffset, entry.ContentLength).Span);
        }

        foreach (var item in payload.Events[entry.FirstEvent..end.FirstEvent])
        {
            changed |= Upsert(
                _events, number, ref cluster, ref cluster.Events, Symbol(item.Dataset), EventKey(payload.Blob(item.IdOffset, item.IdLength).Span), item.TimestampMs,
                stamp, payload.Blob(item.ContentOffset, item.ContentLength).Span, primary);
        }

        if (changed)
        {
            MarkDirty(number);
            MarkPrimaryDirty(primary);
        }

        int Symbol(int payloadSymbol)
        {
            if (symbols[payloadSymbol] < 0) symbols[payloadSymbol] = _symbols.Add(payload.Symbols[payloadSymbol]);
            return symbols[payloadSymbol];
        }
    }

    // The hash stands for the id: at 128 bits two ids of one cluster meeting is less likely than a memory error nobody notices.
    private static UInt128 EventKey(ReadOnlySpan<byte> id) => XxHash128.HashToUInt128(id);

    private bool UpsertIdentity(
        int number, ref ClusterRow cluster, int spelling, UInt128 key, long timestampMs, ulong stamp, IdentityFlags flags, ReadOnlySpan<byte> value,
        out int found)
    {
        found = _identities.Find(number, cluster.Identities, spelling, key);
        if (found < 0)
        {
            found = _identities.Add(number, ref cluster.Identities, new StoredRow
            {
                Symbol = spelling,
                Key = key,
                TimestampMs = timestampMs,
                Stamp = stamp,
                Flags = flags,
                Address = _content.Append(value),
                Length = value.Length,
            });
            cluster.SizeBytes += Unsafe.SizeOf<StoredRow>() + value.Length;
            return true;
        }

        ref var row = ref _identities[found];
        var changed = false;
        if ((flags & ~row.Flags & IdentityFlags.Primary) != 0)
        {
            row.Flags |= IdentityFlags.Primary;
            changed = true;
        }

        var order = new SpellingOrder(flags.HasFlag(IdentityFlags.SpelledByFragment), timestampMs, stamp);
        if (order.CompareTo(SpellingOrderOf(row)) < 0) return changed;
        changed |= row.Symbol != spelling || cluster.Identities.Count > 1; // a sibling's spelling may have decided until now
        row.Symbol = spelling;
        row.TimestampMs = timestampMs;
        row.Stamp = stamp;
        row.Flags = (row.Flags & IdentityFlags.Primary) | (flags & IdentityFlags.SpelledByFragment);
        return changed;
    }

    private bool Upsert(
        RowStore store, int number, ref ClusterRow cluster, ref RowList list, int dataset, UInt128 key, long timestampMs, ulong stamp, ReadOnlySpan<byte> content,
        int primary = -1)
    {
        var found = store.Find(number, list, dataset, key);
        if (found < 0)
        {
            _ = store.Add(number, ref list, new StoredRow
            {
                Symbol = dataset,
                Key = key,
                TimestampMs = timestampMs,
                Stamp = stamp,
                Address = _content.Append(content),
                Length = content.Length,
                Primary = primary,
            });
            cluster.SizeBytes += Unsafe.SizeOf<StoredRow>() + content.Length;
            return true;
        }

        ref var row = ref store[found];
        if (!row.IsReplacedBy(timestampMs, stamp)) return false;
        if (row.Primary >= 0) MarkPrimaryDirty(row.Primary); // an event may come from a record of another primary identity this time
        row.Primary = primary;
        _content.Free(row.Address, row.Length);
        cluster.SizeBytes += content.Length - row.Length;
        row.TimestampMs = timestampMs;
        row.Stamp = stamp;
        row.Address = _content.Append(content);
        row.Length = content.Length;
        return true;
    }

    private void FreeContent(RowStore store, RowList list)
    {
        for (var row = list.First; row >= 0; row = store[row].Next) _content.Free(store[row].Address, store[row].Length);
    }

    private static SpellingOrder SpellingOrderOf(in StoredRow row) =>
        new(row.Flags.HasFlag(IdentityFlags.SpelledByFragment), row.TimestampMs, row.Stamp);

    private void RequireLive(int number)
    {
        if (!IsLive(number)) throw new ArgumentOutOfRangeException(nameof(number), number, $"Partition {Partition} has no cluster of this number.");
    }

    private void FillCluster(MergeInput input, int number, ProfileParts parts)
    {
        var cluster = _clusters[number];
        for (var row = parts.HasFlag(ProfileParts.Attributes) ? cluster.Fragments.First : -1; row >= 0; row = _fragments[row].Next) AddFragment(input, row);
        for (var row = parts.HasFlag(ProfileParts.Events) ? cluster.Events.First : -1; row >= 0; row = _events[row].Next) AddEvent(input, row);
        for (var row = cluster.Identities.First; row >= 0; row = _identities[row].Next)
        {
            ref var identity = ref _identities[row];
            input.Identities.Add(new MergeIdentity(
                _symbols.LowerOf(identity.Symbol), _symbols[identity.Symbol], Read(identity), identity.Flags.HasFlag(IdentityFlags.Primary), SpellingOrderOf(identity)));
        }
    }

    private void AddFragment(MergeInput input, int row)
    {
        ref var fragment = ref _fragments[row];
        input.Fragments.Add(new MergeFragment(_symbols[fragment.Symbol], fragment.TimestampMs, fragment.Stamp, Read(fragment)));
    }

    private void AddEvent(MergeInput input, int row)
    {
        ref var item = ref _events[row];
        input.Events.Add(new MergeEvent(_symbols[item.Symbol], item.TimestampMs, Read(item)));
    }

    private ReadOnlyMemory<byte> Read(in StoredRow row) => _content.Read(row.Address, row.Length, _buffer);
}
