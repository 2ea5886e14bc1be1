namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Why identities belong together: what deletions go by.</content>
public sealed partial class PartitionProfiles
{
    private readonly EvidenceStore _evidence = new();
    private readonly BatchTable _batches = new();

    // The primary identity is linked to each other one: as good as the whole set, at a fixed size.
    private void AddEvidence(ref ClusterRow cluster, ReadOnlySpan<int> identities, int dataset, ulong stamp, ulong batchStart)
    {
        if (identities.Length == 1)
            _evidence.Add(ref cluster.Evidence, new EvidenceRow { Primary = identities[0], Other = identities[0], Dataset = dataset, Stamp = stamp }, batchStart);
        foreach (var other in identities[1..])
            _evidence.Add(ref cluster.Evidence, new EvidenceRow { Primary = identities[0], Other = other, Dataset = dataset, Stamp = stamp }, batchStart);
    }

    private void ExportEvidence(BinaryWriter writer, RowList list)
    {
        var rows = _evidence.ToArray(list);
        var batches = rows.Select(row => _batches.Find(_evidence[row].Stamp)).Distinct().Order().ToArray();
        writer.Write(batches.Length);
        foreach (var (start, id) in batches)
        {
            writer.Write(start);
            writer.Write(id.ToByteArray());
        }

        writer.Write(rows.Length);
        foreach (var row in rows)
        {
            var link = _evidence[row];
            WriteKey(writer, _identities[link.Primary].Key);
            WriteKey(writer, _identities[link.Other].Key);
            writer.Write(_symbols[link.Dataset]);
            writer.Write(link.Stamp);
        }
    }

    private void ImportEvidence(BinaryReader reader, int number, ref ClusterRow cluster)
    {
        for (var count = reader.ReadInt32(); count > 0; count--) _batches.Add(reader.ReadUInt64(), new Guid(reader.ReadBytes(16)));
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            _evidence.Append(ref cluster.Evidence, new EvidenceRow
            {
                Primary = IdentityRow(number, cluster, ReadKey(reader)),
                Other = IdentityRow(number, cluster, ReadKey(reader)),
                Dataset = _symbols.Add(reader.ReadString()),
                Stamp = reader.ReadUInt64(),
            });
        }
    }

    private int IdentityRow(int number, in ClusterRow cluster, UInt128 key) => _identities.Find(number, cluster.Identities, 0, key);
}
