using System.IO.Hashing;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Clusters on their way from one partition to another.</content>
public sealed partial class PartitionProfiles
{
    private const uint ClusterMagic = 0x4C43_534F; // "OSCL"
    private const int ClusterVersion = 2;
    private const int ClusterHeaderBytes = 16;

    /// <summary>Returns a cluster whole, for <see cref="ImportCluster"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public byte[] ExportCluster(int number)
    {
        RequireLive(number);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(ClusterMagic);
        writer.Write(ClusterVersion);
        writer.Write(0UL);
        var cluster = _clusters[number];
        Export(writer, _identities, cluster.Identities);
        Export(writer, _fragments, cluster.Fragments);
        Export(writer, _events, cluster.Events);
        ExportEvidence(writer, cluster.Evidence);
        writer.Flush();

        var block = stream.ToArray();
        BitConverter.TryWriteBytes(block.AsSpan(8), XxHash3.HashToUInt64(block.AsSpan(ClusterHeaderBytes)));
        return block;
    }

    /// <summary>Adds the content of another cluster to one of this partition. Commit stamps stay as they were.</summary>
    /// <param name="winner">The cluster that goes on; exists.</param>
    /// <param name="content">What <see cref="ExportCluster"/> returned.</param>
    /// <param name="epoch">The epoch of the entry with the move.</param>
    /// <exception cref="InvalidDataException">The content is damaged or of another version; nothing was changed.</exception>
    public void ImportCluster(int winner, ReadOnlySpan<byte> content, long epoch)
    {
        RequireLive(winner);
        if (content.Length < ClusterHeaderBytes || BitConverter.ToUInt32(content) != ClusterMagic) throw new InvalidDataException("This is not the content of a cluster.");
        if (BitConverter.ToInt32(content[4..]) != ClusterVersion) throw new InvalidDataException($"Cluster content version {BitConverter.ToInt32(content[4..])} is not known; version {ClusterVersion} is.");
        if (BitConverter.ToUInt64(content[8..]) != XxHash3.HashToUInt64(content[ClusterHeaderBytes..])) throw new InvalidDataException("The checksum of the cluster content does not match its bytes.");

        ref var cluster = ref _clusters[winner];
        using var reader = new BinaryReader(new MemoryStream(content[ClusterHeaderBytes..].ToArray()));
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var row = Import(reader, out var bytes);
            _ = UpsertIdentity(winner, ref cluster, row.Symbol, row.Key, row.TimestampMs, row.Stamp, row.Flags, bytes, out _);
        }

        ImportOwned(reader, _fragments, winner, ref cluster, ref cluster.Fragments);
        ImportOwned(reader, _events, winner, ref cluster, ref cluster.Events);
        ImportEvidence(reader, winner, ref cluster);
        MarkDirty(winner);
        AdvanceTo(epoch);
    }

    private void ImportOwned(BinaryReader reader, RowStore store, int winner, ref ClusterRow cluster, ref RowList list)
    {
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var row = Import(reader, out var bytes);
            var owner = IdentityRow(winner, cluster, ReadKey(reader));
            _ = Upsert(store, winner, ref cluster, ref list, row.Symbol, row.Key, row.TimestampMs, row.Stamp, owner, bytes);
        }
    }

    private void Export(BinaryWriter writer, RowStore store, RowList list)
    {
        writer.Write(list.Count);
        for (var index = list.First; index >= 0; index = store[index].Next)
        {
            ref var row = ref store[index];
            _buffer.Clear();
            writer.Write(_symbols[row.Symbol]);
            WriteKey(writer, row.Key);
            writer.Write(row.TimestampMs);
            writer.Write(row.Stamp);
            writer.Write((int)row.Flags);
            writer.Write(row.Length);
            writer.Write(Read(row).Span);
            if (store != _identities) WriteKey(writer, _identities[row.Owner].Key);
        }
    }

    private StoredRow Import(BinaryReader reader, out byte[] bytes)
    {
        var row = new StoredRow
        {
            Symbol = _symbols.Add(reader.ReadString()),
            Key = ReadKey(reader),
            TimestampMs = reader.ReadInt64(),
            Stamp = reader.ReadUInt64(),
            Flags = (IdentityFlags)reader.ReadInt32(),
        };
        bytes = reader.ReadBytes(reader.ReadInt32());
        return row;
    }
}
