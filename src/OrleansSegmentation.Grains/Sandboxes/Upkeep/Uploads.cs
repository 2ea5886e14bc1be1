using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Upkeep;

/// <summary>Which uploaded payloads may become part of an entry and which may be deleted: never both at a time.</summary>
/// <remarks>
/// Not thread-safe: all calls come from the sandbox's scheduler. An upload is taken only by the writer whose term it carries, so those of
/// earlier terms can be deleted unless an entry names them. Of its own term, an upload that is handed in is in use until its entry is committed
/// or refused, and it is taken only if its file is there; one that is being deleted is refused.
/// </remarks>
internal sealed class Uploads(long term, IPartitionStore files, TimeProvider clock, TimeSpan lifetime)
{
    private readonly Dictionary<string, int> _inUse = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleting = new(StringComparer.Ordinal);
    private Dictionary<string, long> _waiting = new(StringComparer.Ordinal); // when a sweep first saw it

    /// <summary>Takes an upload into use, until what is returned is disposed; null when it must be uploaded again.</summary>
    public async Task<IDisposable?> TakeAsync(string name)
    {
        if (StagedName.Parse(name) is not { IsUpload: true } staged || staged.Term != term || _deleting.Contains(name)) return null;
        var use = new Use(this, name);
        try
        {
            using var file = await files.OpenAsync(name, CancellationToken.None);
            if (file is not null) return use;
        }
        catch
        {
            use.Dispose();
            throw;
        }

        use.Dispose();
        return null;
    }

    /// <summary>Keeps account of the uploads of this term that no entry names; call it with all of them at each sweep.</summary>
    /// <returns>Those that nobody handed in for too long.</returns>
    public IReadOnlyList<string> FindAbandoned(IEnumerable<string> unnamed)
    {
        var now = clock.GetTimestamp();
        _waiting = unnamed.ToDictionary(static name => name, name => _waiting.GetValueOrDefault(name, now), StringComparer.Ordinal);
        return [.. _waiting.Where(upload => clock.GetElapsedTime(upload.Value) >= lifetime).Select(static upload => upload.Key)];
    }

    /// <summary>Deletes an upload unless it is in use; meanwhile it is taken no more.</summary>
    public async Task<bool> TryDeleteAsync(string name)
    {
        if (_inUse.ContainsKey(name) || !_deleting.Add(name)) return false;
        try
        {
            await files.DeleteAsync(name, CancellationToken.None);
            return true;
        }
        finally
        {
            _deleting.Remove(name);
        }
    }

    private sealed class Use : IDisposable
    {
        private readonly Uploads _uploads;
        private readonly string _name;

        public Use(Uploads uploads, string name)
        {
            _uploads = uploads;
            _name = name;
            uploads._inUse[name] = uploads._inUse.GetValueOrDefault(name) + 1;
        }

        public void Dispose()
        {
            if (--_uploads._inUse[_name] == 0) _uploads._inUse.Remove(_name);
        }
    }
}
