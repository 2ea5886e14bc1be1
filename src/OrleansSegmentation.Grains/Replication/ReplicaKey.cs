using System.Globalization;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>The key of a replica or runner: <c>{sandboxId}/{part}</c>.</summary>
/// <param name="SandboxId">The sandbox.</param>
/// <param name="Part">What follows: the index of a partition or shard, or the id of a job.</param>
internal readonly record struct ReplicaKey(Guid SandboxId, string Part)
{
    /// <summary>Gets the index of the partition or shard.</summary>
    public int Index => int.Parse(Part, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Returns the key of a partition or shard.</summary>
    public static string Of(Guid sandboxId, int index) => string.Create(CultureInfo.InvariantCulture, $"{sandboxId}/{index}");

    /// <summary>Splits a key.</summary>
    /// <exception cref="FormatException">The key has another form.</exception>
    public static ReplicaKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) throw new FormatException($"A key must be '{{sandboxId}}/{{part}}': {key}.");
        return new ReplicaKey(Guid.ParseExact(key.AsSpan(0, slash), "D"), key[(slash + 1)..]);
    }
}
