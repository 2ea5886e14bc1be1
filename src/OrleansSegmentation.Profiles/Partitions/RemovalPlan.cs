using System.IO.Hashing;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>A page of a removal in one partition: which clusters change, and where their identities go. Immutable.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Clusters">The clusters, by ascending number.</param>
/// <param name="NextNumber">The next free number of the partition after it.</param>
/// <param name="NextCursor">Where the next page starts; −1 when this is the last one.</param>
/// <param name="RecordCount">How many fragments and events go.</param>
public sealed record RemovalPlan(int Partition, IReadOnlyList<ClusterRemoval> Clusters, int NextNumber, int NextCursor, long RecordCount)
{
    private const uint Magic = 0x4D52_534F; // "OSRM"
    private const int Version = 1;
    private const int HeaderBytes = 16;

    /// <summary>Returns the plan as one block of bytes.</summary>
    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(0UL);
        writer.Write(Partition);
        writer.Write(NextNumber);
        writer.Write(NextCursor);
        writer.Write(RecordCount);
        writer.Write(Clusters.Count);
        foreach (var cluster in Clusters)
        {
            writer.Write(cluster.Number);
            writer.Write(cluster.Changes.Count);
            foreach (var change in cluster.Changes)
            {
                writer.Write((ulong)(change.Key >> 64));
                writer.Write((ulong)change.Key);
                writer.Write(change.Number);
            }
        }

        writer.Flush();
        var block = stream.ToArray();
        BitConverter.TryWriteBytes(block.AsSpan(8), XxHash3.HashToUInt64(block.AsSpan(HeaderBytes)));
        return block;
    }

    /// <summary>Reads a plan written by <see cref="Encode"/>.</summary>
    /// <exception cref="InvalidDataException">The block is damaged or of another version; the message says which.</exception>
    public static RemovalPlan Decode(ReadOnlySpan<byte> block)
    {
        if (block.Length < HeaderBytes || BitConverter.ToUInt32(block) != Magic) throw new InvalidDataException("This is not a page of a removal.");
        var version = BitConverter.ToInt32(block[4..]);
        if (version != Version) throw new InvalidDataException($"Removal page version {version} is not known; version {Version} is.");
        if (BitConverter.ToUInt64(block[8..]) != XxHash3.HashToUInt64(block[HeaderBytes..])) throw new InvalidDataException("The checksum of the removal page does not match its bytes.");

        using var reader = new BinaryReader(new MemoryStream(block[HeaderBytes..].ToArray()));
        var (partition, nextNumber, nextCursor, recordCount) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64());
        var clusters = new ClusterRemoval[reader.ReadInt32()];
        for (var i = 0; i < clusters.Length; i++)
        {
            var number = reader.ReadInt32();
            var changes = new IdentityChange[reader.ReadInt32()];
            for (var j = 0; j < changes.Length; j++) changes[j] = new IdentityChange(new UInt128(reader.ReadUInt64(), reader.ReadUInt64()), reader.ReadInt32());
            clusters[i] = new ClusterRemoval(number, changes);
        }

        return new RemovalPlan(partition, clusters, nextNumber, nextCursor, recordCount);
    }
}

/// <summary>What becomes of one cluster. Identities that are not listed stay in it; one of which all are gone is retired.</summary>
/// <param name="Number">The cluster.</param>
/// <param name="Changes">The identities that leave it.</param>
public sealed record ClusterRemoval(int Number, IReadOnlyList<IdentityChange> Changes);

/// <summary>An identity that leaves its cluster.</summary>
/// <param name="Key">The identity.</param>
/// <param name="Number">The number of its new cluster in the same partition; −1 when nothing names it any more.</param>
public readonly record struct IdentityChange(UInt128 Key, int Number)
{
    /// <summary>Gets whether nothing names the identity any more.</summary>
    public bool IsGone => Number < 0;
}

/// <summary>The profiles of which a removal left nothing.</summary>
/// <param name="Clusters">The numbers of clusters.</param>
/// <param name="Primaries">The numbers of profiles by primary identity.</param>
public sealed record RemovedProfiles(IReadOnlyList<int> Clusters, IReadOnlyList<int> Primaries);
