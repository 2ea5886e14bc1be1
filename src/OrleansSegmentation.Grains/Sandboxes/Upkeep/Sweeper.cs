using System.Globalization;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Upkeep;

/// <summary>Deletes the files of a sandbox that nothing can need any more. First it lists, then it checks the head, then it decides.</summary>
/// <remarks>
/// In this order, what was listed is known to the state that decides: it was made by a writer, runner or replica that the checked prefix knows
/// of. Each reason below stays true once it is true, so a sweep may be interrupted, late or repeated.
/// </remarks>
internal sealed class Sweeper(SandboxPump pump, IPartitionStore files, LogTail tail, Uploads uploads)
{
    /// <summary>What the names of results start with.</summary>
    private const string Results = "results/";

    /// <summary>Sweeps once.</summary>
    /// <param name="head">The head as this writer left it.</param>
    /// <param name="snapshotNames">The staged files that the snapshot names.</param>
    /// <returns>How many files were deleted.</returns>
    public async Task<int> SweepAsync(SandboxLogHead head, IReadOnlySet<string> snapshotNames)
    {
        var staged = await ListAsync(StagedName.Folder);
        var results = await ListAsync(Results);
        var snapshots = await ListAsync(SnapshotNames.Folder);
        var checkpoints = (await ListAsync(CheckpointStore.PartitionFolder)).Concat(await ListAsync(CheckpointStore.ShardFolder)).ToList();

        var state = await pump.ReadAsync(); // throws when another writer is ahead
        var unnamed = staged.Where(name => !tail.Names(name) && !snapshotNames.Contains(name)).ToList();
        var garbage = unnamed.Where(name => IsUnused(name, head.Term)).ToList();
        var abandoned = uploads.FindAbandoned(unnamed.Where(name => StagedName.Parse(name) is { IsUpload: true } upload && upload.Term == head.Term));
        garbage.AddRange(abandoned.Except(garbage, StringComparer.Ordinal));
        garbage.AddRange(results.Where(name => IsUnneeded(name, state)));
        garbage.AddRange(snapshots.Where(name => name != head.Snapshot?.Name));
        garbage.AddRange(await FindObsoleteAsync(checkpoints));

        var count = 0;
        foreach (var name in garbage)
        {
            if (pump.Failure is not null) break;
            if (StagedName.Parse(name) is { IsUpload: true }) count += await uploads.TryDeleteAsync(name) ? 1 : 0;
            else
            {
                await files.DeleteAsync(name, CancellationToken.None);
                count++;
            }

            tail.Forget(name);
        }

        return count;
    }

    // No entry above the floor names it. Of an earlier term: no writer can commit one any more. Of this term: it was named already, and names are
    // used once; anything else may be on its way into an entry.
    private bool IsUnused(string name, long term) => StagedName.Parse(name) is { } staged && (staged.Term < term || tail.IsSuperseded(name));

    // A job that is not known has ended and was forgotten. A published one is in the checkpoints once the floor has passed its publication.
    private bool IsUnneeded(string name, SandboxState state) =>
        Guid.TryParseExact(name.Split('/')[1], "D", out var jobId)
        && state.Jobs.Find(jobId) is null or { IsFinal: true }
        && !tail.Publishes(jobId);

    // A later manifest names files of the one before it and new ones only.
    private async Task<List<string>> FindObsoleteAsync(IReadOnlyList<string> names)
    {
        var obsolete = new List<string>();
        foreach (var folder in names.GroupBy(static name => name[..name.LastIndexOf('/')]))
        {
            var manifest = await new CheckpointStore(files, folder.Key).LoadAsync(CancellationToken.None);
            if (manifest is null) continue;
            var kept = manifest.FileNames.ToHashSet(StringComparer.Ordinal);
            obsolete.AddRange(folder.Where(name => !kept.Contains(name) && CheckpointStore.VersionOf(name) is { } version && version <= manifest.Version));
        }

        return obsolete;
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var name in files.ListAsync(prefix, CancellationToken.None)) names.Add(name);
        return names;
    }
}

/// <summary>The names of snapshots: <c>snapshot/{epoch}-{id}</c>.</summary>
internal static class SnapshotNames
{
    /// <summary>What all names start with.</summary>
    public const string Folder = "snapshot/";

    /// <summary>Returns a new name.</summary>
    public static string New(long epoch) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{epoch}-{Guid.NewGuid():N}");
}
