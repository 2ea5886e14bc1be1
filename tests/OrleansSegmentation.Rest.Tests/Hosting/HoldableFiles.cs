using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>The files of one sandbox; while held, results of jobs are not written.</summary>
internal sealed class HoldableFiles(IPartitionStore files) : IPartitionStore
{
    private const string ResultPrefix = "results/";

    private volatile TaskCompletionSource? _held;

    public IDisposable Hold()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(this);
    }

    public async Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await WaitAsync(name, cancellationToken);
        return await files.CreateAsync(name, content, cancellationToken);
    }

    public async Task<CreateOutcome> CreateAsync(
        string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await WaitAsync(name, cancellationToken);
        return await files.CreateAsync(name, write, cancellationToken);
    }

    public ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken) => files.OpenAsync(name, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        files.ReadAsync(name, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) =>
        files.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => files.DeleteAsync(name, cancellationToken);

    public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        files.ReadDocumentAsync(name, cancellationToken);

    public Task<string?> ReplaceDocumentAsync(
        string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
        files.ReplaceDocumentAsync(name, content, etag, cancellationToken);

    private Task WaitAsync(string name, CancellationToken cancellationToken) =>
        _held is { } held && name.StartsWith(ResultPrefix, StringComparison.Ordinal) ? held.Task.WaitAsync(cancellationToken) : Task.CompletedTask;

    private sealed class Release(HoldableFiles files) : IDisposable
    {
        public void Dispose()
        {
            var held = files._held;
            files._held = null;
            held?.TrySetResult();
        }
    }
}
