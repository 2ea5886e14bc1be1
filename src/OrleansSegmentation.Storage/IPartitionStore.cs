namespace OrleansSegmentation.Storage;

/// <summary>The outcome of creating a file that must not exist yet.</summary>
public enum CreateOutcome
{
    /// <summary>Written and durable.</summary>
    Created,

    /// <summary>A file of this name exists; it was not touched.</summary>
    AlreadyExists,
}

/// <summary>A small document that is replaced as a whole by compare-and-swap.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ETag">Identifies this version.</param>
public sealed record StoredDocument(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>An immutable file, open for reading at any position from any thread.</summary>
public interface IStoredFile : IDisposable
{
    /// <summary>Gets the name inside the sandbox.</summary>
    string Name { get; }

    /// <summary>Gets the length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/>.</summary>
    /// <exception cref="StorageDamagedException">The file ends before that.</exception>
    void Read(long offset, Span<byte> destination);
}

/// <summary>Immutable files and replaceable documents of one sandbox. Names use <c>/</c>, for example <c>part/3/manifest</c>.</summary>
/// <remarks>Files are created once, whole and durable, or not at all. Thread-safe.</remarks>
public interface IPartitionStore
{
    /// <summary>Creates a file from bytes.</summary>
    Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Creates a file from what <paramref name="write"/> writes; nothing is visible until it returned and the bytes are durable.</summary>
    Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>Opens a file, or returns null when there is none of that name.</summary>
    ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads a whole file, or returns null when there is none of that name.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lists the names that start with <paramref name="prefix"/>, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes a file; no error when there is none.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads a document, or returns null when there is none.</summary>
    ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>Replaces a document if its version is still <paramref name="etag"/> (null: it does not exist yet).</summary>
    /// <returns>The new version, or null when the condition failed.</returns>
    Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken);
}
