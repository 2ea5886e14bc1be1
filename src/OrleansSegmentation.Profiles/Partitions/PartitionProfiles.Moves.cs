using System.IO.Hashing;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Clusters on their way from one partition to another.</content>
public sealed partial class PartitionProfiles
{
    private const uint ClusterMagic = 0x4C43_534F; // "OSCL"
    private const int ClusterVersion = 3;
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
        ExportEvents(writer, cluster.Events);
        ExportPrimaries(writer, cluster);
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
        ListSoleIdentities(cluster); // two sets of identities become one: from now on it must be known which are whose
        var identities = new List<StoredRow>();
        using var reader = new BinaryReader(new MemoryStream(content[ClusterHeaderBytes..].ToArray()));
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var row = Import(reader, out var bytes);
            _ = UpsertIdentity(winner, ref cluster, row.Symbol, row.Key, row.TimestampMs, row.Stamp, row.Flags, bytes, out _);
            identities.Add(row);
        }

        var primaries = ImportPrimaries(winner, ref cluster, identities);

        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var row = Import(reader, out var bytes);
            _ = Upsert(_fragments, winner, ref cluster, ref cluster.Fragments, row.Symbol, row.Key, row.TimestampMs, row.Stamp, bytes);
        }

        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var row = Import(reader, out var bytes);
            var primary = FindPrimary(winner, cluster, ReadKey(reader));
            _ = Upsert(_events, winner, ref cluster, ref cluster.Events, row.Symbol, row.Key, row.TimestampMs, row.Stamp, bytes, primary);
        }

        ImportLists(reader, winner, cluster, identities, primaries);
        ImportEvidence(reader, winner, ref cluster);
        MarkDirty(winner);
        AdvanceTo(epoch);
    }

    private void Export(BinaryWriter writer, RowStore store, RowList list)
    {
        writer.Write(list.Count);
        for (var index = list.First; index >= 0; index = store[index].Next) Export(writer, store[index]);
    }

    private void Export(BinaryWriter writer, in StoredRow row)
    {
        _buffer.Clear();
        writer.Write(_symbols[row.Symbol]);
        WriteKey(writer, row.Key);
        writer.Write(row.TimestampMs);
        writer.Write(row.Stamp);
        writer.Write((int)row.Flags);
        writer.Write(row.Length);
        writer.Write(Read(row).Span);
    }

    private void ExportEvents(BinaryWriter writer, RowList list)
    {
        writer.Write(list.Count);
        for (var index = list.First; index >= 0; index = _events[index].Next)
        {
            Export(writer, _events[index]);
            WriteKey(writer, _primaries[_events[index].Primary].Key);
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

    private static void WriteKey(BinaryWriter writer, UInt128 key)
    {
        writer.Write((ulong)(key >> 64));
        writer.Write((ulong)key);
    }

    private static UInt128 ReadKey(BinaryReader reader) => new(reader.ReadUInt64(), reader.ReadUInt64());
}
