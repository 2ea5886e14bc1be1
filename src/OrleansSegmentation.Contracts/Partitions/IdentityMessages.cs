using System.Runtime.InteropServices;
using Orleans.Concurrency;

namespace OrleansSegmentation.Contracts.Partitions;

/// <summary>Names of identities, packed.</summary>
/// <param name="Bytes">16 bytes for each: the key as a little-endian number.</param>
[GenerateSerializer, Immutable, Alias("segmentation.identity-keys")]
public sealed record IdentityKeys(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The size of one key.</summary>
    public const int SizeBytes = 16;

    /// <summary>Gets the keys.</summary>
    public ReadOnlySpan<UInt128> Keys => MemoryMarshal.Cast<byte, UInt128>(Bytes.Span);

    /// <summary>Packs keys.</summary>
    public static IdentityKeys Of(params ReadOnlySpan<UInt128> keys) => new(MemoryMarshal.AsBytes(keys).ToArray());
}

/// <summary>The clusters of identities, packed.</summary>
/// <param name="Bytes">8 bytes for each: partition and number as little-endian 32-bit numbers; the number is −1 where there is no cluster.</param>
[GenerateSerializer, Immutable, Alias("segmentation.identity-clusters")]
public sealed record IdentityClusters(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The size of one cluster.</summary>
    public const int SizeBytes = 8;

    /// <summary>Gets the clusters.</summary>
    public ReadOnlySpan<ClusterRef> Clusters => MemoryMarshal.Cast<byte, ClusterRef>(Bytes.Span);
}

/// <summary>
/// One shard of the identity index: a replica of the log that keeps the identities whose key mod the number of shards is its own.
/// Key: <c>{sandboxId}/{shard}</c>.
/// </summary>
[Alias("segmentation.identity-shard")]
public interface IIdentityShardGrain : IGrainWithStringKey
{
    /// <summary>Finds the clusters of identities of this shard, in their order, at exactly the given epoch.</summary>
    [Alias("find-packed")]
    Task<IdentityClusters> FindAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken);

    /// <summary>Asks for a checkpoint at the given epoch or later, so that the log up to it can go. A hint, repeated while it is missing.</summary>
    [Alias("checkpoint"), OneWay]
    Task CheckpointAsync(long epoch);
}
