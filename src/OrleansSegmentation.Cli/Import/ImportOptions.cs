using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import;

/// <summary>What the user asked for.</summary>
/// <param name="File">The data, as a full path.</param>
/// <param name="Format">How it is written.</param>
/// <param name="MapFile">The mapping; null: none.</param>
/// <param name="Destination">Where the records go.</param>
/// <param name="StateFile">Where progress is kept.</param>
/// <param name="RejectsFile">Where records that are not taken are listed; null: only the first ones are shown.</param>
/// <param name="ChunkBytes">How long one request should be.</param>
/// <param name="RequestsInFlight">How many are sent at a time.</param>
/// <param name="GiveUpAfter">How long one request is tried.</param>
/// <param name="Restart">Whether an interrupted import is begun anew.</param>
/// <param name="Moved">Whether the server of an interrupted import has another address now.</param>
internal sealed record ImportOptions(
    string File, SourceFormat Format, string? MapFile, ImportDestination Destination, string StateFile, string? RejectsFile, int ChunkBytes,
    int RequestsInFlight, TimeSpan GiveUpAfter, bool Restart, bool Moved)
{
    /// <summary>The length of a request unless another is asked for: large enough to be cheap, small enough to send again.</summary>
    public const int DefaultChunkBytes = 8 << 20;

    /// <summary>The smallest and the largest length of a request.</summary>
    public const int MinChunkBytes = 1 << 10, MaxChunkBytes = 32 << 20;
}

/// <summary>Where the records go, and on whose behalf.</summary>
/// <param name="Server">Base address.</param>
/// <param name="Dataset">The dataset of records that name none; null: the mapping's or the server's default.</param>
/// <param name="Organization"><c>x-gw-ims-org-id</c>.</param>
/// <param name="Sandbox"><c>x-sandbox-name</c>.</param>
/// <param name="Token">The bearer token.</param>
/// <param name="ApiKey"><c>x-api-key</c>.</param>
internal sealed record ImportDestination(Uri Server, string? Dataset, string Organization, string Sandbox, string Token, string ApiKey)
{
    /// <summary>Leaves out the secrets.</summary>
    public override string ToString() => $"{Server} ({Organization}, {Sandbox})";
}
