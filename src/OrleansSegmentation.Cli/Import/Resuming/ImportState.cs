using System.Text.Json.Serialization;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Resuming;

/// <summary>How far an import has come. Everything before <see cref="Position"/> is acknowledged; after it, anything may be.</summary>
/// <remarks>
/// The records after it are sent again. That changes nothing: the chunks are the same ones, and records without a time of their own get the time
/// of their chunk, which follows from <see cref="StartedAt"/> and the number of the chunk, not from when it arrives.
/// </remarks>
internal sealed record ImportState
{
    /// <summary>The form of the file.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Gets the form of the file.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Gets the file.</summary>
    public required FileIdentity File { get; init; }

    /// <summary>Gets what has to be the same to go on.</summary>
    public required ImportTarget Target { get; init; }

    /// <summary>Gets when the import began; the time of the records of the first chunk that name none.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets where the first chunk that is not acknowledged begins.</summary>
    public SourcePosition Position { get; init; }

    /// <summary>Gets the number of that chunk.</summary>
    public long Chunks { get; init; }

    /// <summary>Gets how long the file of rejected records is up to there.</summary>
    public long RejectsBytes { get; init; }

    /// <summary>Gets how many bytes were sent.</summary>
    public long SentBytes { get; init; }

    /// <summary>Gets how many records were taken.</summary>
    public long Accepted { get; init; }

    /// <summary>Gets how many were not.</summary>
    public long Rejected { get; init; }
}

/// <summary>The options that decide what is sent and where.</summary>
/// <param name="Server">Base address.</param>
/// <param name="Organization">The organisation.</param>
/// <param name="Sandbox">The sandbox.</param>
/// <param name="Dataset">The dataset.</param>
/// <param name="Format">How the file is read.</param>
/// <param name="MapHash">XXH128 of the mapping file; null: none.</param>
/// <param name="ChunkBytes">Where the file is cut.</param>
internal sealed record ImportTarget(string Server, string Organization, string Sandbox, string? Dataset, SourceFormat Format, string? MapHash, int ChunkBytes)
{
    /// <summary>Says how it differs from what is asked for now; null: it does not.</summary>
    public string? DifferenceTo(ImportTarget now) =>
        Organization != now.Organization ? $"--org was {Organization}"
        : Sandbox != now.Sandbox ? $"--sandbox was {Sandbox}"
        : Dataset != now.Dataset ? Dataset is null ? "--dataset was not given" : $"--dataset was {Dataset}"
        : Format != now.Format ? $"--format was {Format}"
        : MapHash != now.MapHash ? MapHash is null ? "--map was not given" : "the mapping was another"
        : ChunkBytes != now.ChunkBytes ? $"--request-bytes was {ChunkBytes}"
        : null;
}

/// <summary>The JSON of the state file.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportState))]
internal sealed partial class ImportStateJson : JsonSerializerContext;
