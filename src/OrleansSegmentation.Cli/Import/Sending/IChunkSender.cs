using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Sending;

/// <summary>Brings chunks to the server.</summary>
internal interface IChunkSender
{
    /// <summary>Sends a chunk until it is acknowledged.</summary>
    /// <exception cref="ServerRefusedException">The server will never take it.</exception>
    /// <exception cref="ServerUnreachableException">It could not be delivered in the time allowed.</exception>
    Task<IngestAnswer> SendAsync(Chunk chunk, CancellationToken cancellationToken);
}

/// <summary>What became of a chunk.</summary>
/// <param name="Received">Records read.</param>
/// <param name="Accepted">Records taken.</param>
/// <param name="Rejected">Records refused.</param>
/// <param name="Errors">Why, each with its one-based line in the body; a server may list fewer than it refused.</param>
internal sealed record IngestAnswer(long Received, long Accepted, long Rejected, IReadOnlyList<IngestError> Errors);

/// <summary>One refused record.</summary>
internal sealed record IngestError(int Line, string Code, string Message);

/// <summary>The server refused a request for good; the message says why and what to do.</summary>
internal sealed class ServerRefusedException(string message) : Exception(message);

/// <summary>The server did not answer, or always asked to try again later.</summary>
internal sealed class ServerUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
