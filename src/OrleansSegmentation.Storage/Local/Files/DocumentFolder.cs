namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>Documents replaced by compare-and-swap. Thread-safe; one instance per folder, because the comparing happens in this process.</summary>
internal sealed class DocumentFolder(DurableFolder folder)
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 16).Select(static _ => new SemaphoreSlim(1, 1))];

    public async ValueTask<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken) =>
        await folder.ReadAsync(name, cancellationToken) is { } file ? DocumentFile.Read(file, folder.PathOf(name)) : null;

    /// <summary>Replaces the document if its version is still <paramref name="etag"/>; returns the new version or null.</summary>
    public async Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken)
    {
        var turn = TurnOf(name);
        await turn.WaitAsync(cancellationToken);
        try
        {
            var current = await ReadAsync(name, cancellationToken);
            if (current?.ETag != etag) return null;
            var file = DocumentFile.Write(content.Span, out var newEtag);
            await folder.ReplaceAsync(name, file, cancellationToken);
            return newEtag;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Deletes the document if its version is still <paramref name="etag"/>; returns whether it was.</summary>
    public async Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken)
    {
        var turn = TurnOf(name);
        await turn.WaitAsync(cancellationToken);
        try
        {
            var current = await ReadAsync(name, cancellationToken);
            if (current?.ETag != etag) return false;
            await folder.DeleteAsync(name, cancellationToken);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Lists the names that start with a prefix, in ordinal order.</summary>
    public string[] List(string prefix) => folder.List(prefix);

    private SemaphoreSlim TurnOf(string name) => _turns[(uint)string.GetHashCode(name, StringComparison.Ordinal) % (uint)_turns.Length];
}
