using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Identity;

/// <summary>Finds out which records and clusters of a batch become one profile: all that share an identity, transitively.</summary>
/// <remarks>
/// First <see cref="Begin(ReadOnlySpan{int}, ReadOnlySpan{IdentityKey}, ReadOnlySpan{ClusterId})"/> with the cluster of every key before the
/// batch, then the sizes of <see cref="Resolution.ClustersNeedingSizes"/> are fetched, then <see cref="Resolution.Complete"/>. The result
/// depends on these inputs only.
/// </remarks>
public static class ClusterResolver
{
    /// <summary>Groups the records of a payload.</summary>
    /// <param name="payload">The records.</param>
    /// <param name="found">The cluster of each key before the batch, in the order of the payload's keys; <see cref="ClusterId.None"/> where there is none.</param>
    public static Resolution Begin(BatchPayload payload, ReadOnlySpan<ClusterId> found)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var counts = new int[payload.RecordCount];
        for (var record = 0; record < counts.Length; record++) counts[record] = payload.GetKeyCount(record);
        return Begin(counts, payload.GetAllKeys(), found);
    }

    /// <summary>Groups records.</summary>
    /// <param name="recordKeyCounts">How many keys each record has; at least 1.</param>
    /// <param name="keys">The keys of all records, one record after the other.</param>
    /// <param name="found">The cluster of each key before the batch; <see cref="ClusterId.None"/> where there is none.</param>
    /// <exception cref="ArgumentException">The counts do not fit.</exception>
    public static Resolution Begin(ReadOnlySpan<int> recordKeyCounts, ReadOnlySpan<IdentityKey> keys, ReadOnlySpan<ClusterId> found)
    {
        if (found.Length != keys.Length) throw new ArgumentException($"There are {keys.Length} keys but {found.Length} clusters.", nameof(found));

        var sets = new DisjointSets(recordKeyCounts.Length);
        var firstByKey = new FirstRecordByKey(keys.Length);
        var firstByCluster = new Dictionary<ClusterId, int>();
        var leastKeys = new UInt128[recordKeyCounts.Length];
        var next = 0;
        for (var record = 0; record < recordKeyCounts.Length; record++)
        {
            var end = next + recordKeyCounts[record];
            if (recordKeyCounts[record] < 1 || end > keys.Length) throw new ArgumentException($"Record {record} has {recordKeyCounts[record]} keys of the {keys.Length - next} that are left; at least 1 is needed.", nameof(recordKeyCounts));
            leastKeys[record] = UInt128.MaxValue;
            for (; next < end; next++)
            {
                var key = keys[next].Value;
                leastKeys[record] = UInt128.Min(leastKeys[record], key);
                sets.Union(firstByKey.GetOrAdd(key, record), record);
                if (!found[next].Exists) continue;
                if (firstByCluster.TryGetValue(found[next], out var first)) sets.Union(first, record);
                else firstByCluster.Add(found[next], record);
            }
        }

        if (next != keys.Length) throw new ArgumentException($"The records have {next} keys, but there are {keys.Length}.", nameof(recordKeyCounts));
        return new Resolution(sets, leastKeys, firstByCluster);
    }
}
