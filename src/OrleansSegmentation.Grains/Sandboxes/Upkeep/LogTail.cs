using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Upkeep;

/// <summary>What the entries above the floor need beside the log: staged files, and the results of the jobs they publish.</summary>
internal sealed class LogTail
{
    private readonly SortedDictionary<long, Needs> _entries = []; // those that need something
    private readonly Dictionary<string, long> _names = new(StringComparer.Ordinal); // last epoch that names it
    private readonly Dictionary<Guid, long> _published = [];
    private readonly HashSet<string> _superseded = new(StringComparer.Ordinal);

    /// <summary>Adds an entry.</summary>
    /// <param name="stored">Its bytes.</param>
    /// <param name="entry">The same, decoded.</param>
    public void Add(SandboxLogEntry stored, LogEntry entry)
    {
        var names = StagedName.FindAll(stored.Content.Span);
        var jobs = entry.Items.OfType<PublishItem>().Select(static publish => publish.JobId).ToList();
        if (names.Count == 0 && jobs.Count == 0) return;
        _entries[stored.Epoch] = new Needs(names, jobs);
        foreach (var name in names) _names[name] = Math.Max(stored.Epoch, _names.GetValueOrDefault(name));
        foreach (var job in jobs) _published[job] = stored.Epoch;
    }

    /// <summary>Forgets the entries up to the floor.</summary>
    public void TrimTo(long floor)
    {
        while (_entries.Count > 0 && _entries.First() is var (epoch, needs) && epoch <= floor)
        {
            _entries.Remove(epoch);
            foreach (var name in needs.Names.Where(name => _names.GetValueOrDefault(name) == epoch))
            {
                _names.Remove(name);
                _superseded.Add(name);
            }

            foreach (var job in needs.PublishedJobs) _published.Remove(job);
        }
    }

    /// <summary>Tells whether an entry above the floor names a file.</summary>
    public bool Names(string name) => _names.ContainsKey(name);

    /// <summary>Tells whether an entry above the floor publishes a job.</summary>
    public bool Publishes(Guid jobId) => _published.ContainsKey(jobId);

    /// <summary>Tells whether a file was named by an entry that is not above the floor any more; nothing names it again.</summary>
    public bool IsSuperseded(string name) => _superseded.Contains(name);

    /// <summary>Notes that a file was deleted.</summary>
    public void Forget(string name) => _superseded.Remove(name);

    private sealed record Needs(IReadOnlyList<string> Names, IReadOnlyList<Guid> PublishedJobs);
}
