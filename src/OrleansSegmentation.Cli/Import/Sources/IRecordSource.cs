namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>A file, cut into chunks. The same file from the same position always gives the same chunks.</summary>
internal interface IRecordSource : IAsyncDisposable
{
    /// <summary>Fills an empty chunk with the next records.</summary>
    /// <returns>False at the end of the file: the chunk has nothing.</returns>
    /// <exception cref="SourceFailedException">The file cannot be read any further; the chunk has the records before that.</exception>
    ValueTask<bool> FillAsync(Chunk chunk, CancellationToken cancellationToken);
}

/// <summary>The file cannot be read to its end; the message says where and why.</summary>
internal sealed class SourceFailedException(string message, Exception? inner = null) : Exception(message, inner);
