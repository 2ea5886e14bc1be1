using System.Runtime.CompilerServices;

namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>The files and documents of one sandbox in one folder. The folder is made when it is first used.</summary>
/// <remarks>A name cannot also be the folder of another name: <c>part/3</c> and <c>part/3/manifest</c> exclude each other.</remarks>
internal sealed class LocalPartitionStore(Func<DurableFolder> makeFolder) : IPartitionStore
{
    private readonly Lazy<(DurableFolder Folder, DocumentFolder Documents)> _open = new(() =>
    {
        var folder = makeFolder();
        return (folder, new DocumentFolder(folder));
    });

    public Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        CreateAsync(name, (stream, token) => stream.WriteAsync(content, token).AsTask(), cancellationToken);

    public Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        _open.Value.Folder.CreateAsync(name, write, cancellationToken);

    public ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = _open.Value.Folder.PathOf(name);
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ValueTask.FromResult<IStoredFile?>(new OpenedFile(name, path, handle));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ValueTask.FromResult<IStoredFile?>(null);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        await _open.Value.Folder.ReadAsync(name, cancellationToken) is { } content
            ? new ReadOnlyMemory<byte>(content)
            : default(ReadOnlyMemory<byte>?); // a plain null would convert to an empty memory

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        foreach (var name in await Task.Run(() => _open.Value.Folder.List(prefix), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => _open.Value.Folder.DeleteAsync(name, cancellationToken);

    public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        _open.Value.Documents.ReadAsync(name, cancellationToken);

    public Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
        _open.Value.Documents.ReplaceAsync(name, content, etag, cancellationToken);
}
