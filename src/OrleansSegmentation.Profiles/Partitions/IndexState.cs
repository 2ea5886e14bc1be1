namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Which files hold the index as the last checkpoint wrote it. Immutable.</summary>
/// <param name="Files">Their names and bytes, the oldest first: a newer one overrides blocks of older ones.</param>
/// <param name="Blocks">The hash of every block, and the file that holds it.</param>
internal sealed record IndexState(IReadOnlyList<(string Name, long Bytes)> Files, IReadOnlyDictionary<IndexBlockId, (UInt128 Hash, string File)> Blocks)
{
    private const int MaxFiles = 8;
    private const long MaxMergedBytes = 64L << 20;

    // A file below this is not worth keeping: its blocks are written anew with those that changed.
    private const long SmallBytes = 256 * 1024;

    public static IndexState Empty { get; } = new([], new Dictionary<IndexBlockId, (UInt128 Hash, string File)>());

    /// <summary>Plans the next file: it gets the blocks that changed, and those of files that are small, mostly overridden, or too many.</summary>
    /// <param name="blocks">All blocks as they are now.</param>
    /// <param name="head">What is not in blocks.</param>
    /// <param name="name">The name of the next file.</param>
    /// <returns>The state once that file is written, and its bytes.</returns>
    public (IndexState Next, byte[] File) Plan(IReadOnlyList<IndexBlock> blocks, ReadOnlySpan<byte> head, string name)
    {
        var liveBytes = Files.ToDictionary(static file => file.Name, static _ => 0L, StringComparer.Ordinal);
        long changedBytes = 0;
        foreach (var block in blocks)
        {
            if (FindUnchanged(block) is { } file) liveBytes[file] += block.Length;
            else changedBytes += block.Length;
        }

        var kept = Choose(liveBytes, changedBytes);
        var written = blocks.Where(block => FindUnchanged(block) is not { } file || !kept.Contains(file)).ToList();
        var next = blocks.ToDictionary(static block => block.Id, block => (block.Hash, FindUnchanged(block) is { } file && kept.Contains(file) ? file : name));
        var bytes = IndexFile.Encode(head, written);
        return (new IndexState([.. Files.Where(file => kept.Contains(file.Name)), (name, bytes.Length)], next), bytes);
    }

    private HashSet<string> Choose(Dictionary<string, long> liveBytes, long changedBytes)
    {
        // At least half of a file must be in use: then all of them are at most twice what is.
        var kept = Files.Where(file => liveBytes[file.Name] >= Math.Max(SmallBytes, file.Bytes / 2)).Select(static file => file.Name).ToHashSet(StringComparer.Ordinal);
        if (kept.Count < MaxFiles) return kept;
        var bytes = changedBytes;
        foreach (var file in kept.OrderBy(file => liveBytes[file]).ThenBy(static file => file, StringComparer.Ordinal).ToList())
        {
            // Files of like size are put together: a block is written anew a logarithmic number of times. Large ones stay.
            if (liveBytes[file] > 2 * bytes || bytes + liveBytes[file] > MaxMergedBytes) break;
            bytes += liveBytes[file];
            kept.Remove(file);
        }

        return kept;
    }

    private string? FindUnchanged(in IndexBlock block) => Blocks.TryGetValue(block.Id, out var known) && known.Hash == block.Hash ? known.File : null;
}
