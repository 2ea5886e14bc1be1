using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Logs;

/// <summary>The head of a log as it is stored: replacing it is the commit of an entry and the fence against earlier writers.</summary>
/// <param name="Format">The format of this document.</param>
/// <param name="Term">Fencing number of the writer that opened the log last.</param>
/// <param name="Opener">Nonce of that writer.</param>
/// <param name="Epoch">Last committed epoch.</param>
/// <param name="TimeMs">Its log time, ms since 1970.</param>
/// <param name="Floor">Entries up to this epoch may be gone.</param>
/// <param name="Snapshot">What stands in for them.</param>
/// <param name="Runs">Who owns which epochs above the floor, in order.</param>
internal sealed record LogHeadDocument(
    int Format, long Term, string Opener, long Epoch, long TimeMs, long Floor, SandboxLogSnapshot? Snapshot, IReadOnlyList<TermRun> Runs)
{
    private const int CurrentFormat = 1;

    /// <summary>The head of a log that nobody opened yet; it is never stored.</summary>
    public static readonly LogHeadDocument None = new(CurrentFormat, 0, string.Empty, 0, 0, 0, null, []);

    /// <summary>Reads a stored head.</summary>
    /// <exception cref="StorageDamagedException">It is damaged, or of a format that this program does not know.</exception>
    public static LogHeadDocument Read(ReadOnlyMemory<byte> content, string blob)
    {
        try
        {
            var head = JsonSerializer.Deserialize(content.Span, LogHeadJson.Default.LogHeadDocument) ?? throw new JsonException("The head is null.");
            return head.Format == CurrentFormat ? head : throw new JsonException($"Format {head.Format} is not known, only {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new StorageDamagedException(blob, $"The head of the log cannot be read: {exception.Message}", exception);
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, LogHeadJson.Default.LogHeadDocument);

    public SandboxLogHead ToHead() => new(Term, Opener, Epoch, TimeMs, Floor, Snapshot);

    /// <summary>Returns the head after a writer took the log over.</summary>
    public LogHeadDocument Opened(string opener)
    {
        var run = new TermRun(Epoch + 1, Term + 1);
        return this with { Term = run.Term, Opener = opener, Runs = [.. Runs.Where(earlier => earlier.FirstEpoch < run.FirstEpoch), run] };
    }

    /// <summary>Returns the head after an entry of its term was committed.</summary>
    public LogHeadDocument Appended(SandboxLogEntry entry) => this with { Epoch = entry.Epoch, TimeMs = entry.TimeMs };

    /// <summary>Returns the head with another floor and snapshot.</summary>
    public LogHeadDocument Trimmed(SandboxLogHead trimmed) => this with
    {
        Floor = trimmed.Floor,
        Snapshot = trimmed.Snapshot,
        Runs = [.. Runs.Where((_, index) => index == Runs.Count - 1 || Runs[index + 1].FirstEpoch > trimmed.Floor + 1)],
    };

    /// <summary>Returns the term whose entry at an epoch above the floor is, or would be, the committed one.</summary>
    public long OwnerOf(long epoch) => Runs.LastOrDefault(run => run.FirstEpoch <= epoch)?.Term ?? 0;

    /// <summary>Returns whether a store that showed <paramref name="earlier"/> and now shows this one lost writes.</summary>
    public bool IsBefore(LogHeadDocument earlier) => Term < earlier.Term || Epoch < earlier.Epoch || Floor < earlier.Floor;
}

/// <summary>Says that the epochs from one on are of a term, up to where the next run begins.</summary>
/// <param name="FirstEpoch">The first of them.</param>
/// <param name="Term">The term.</param>
internal sealed record TermRun(long FirstEpoch, long Term);

/// <summary>How the head is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LogHeadDocument))]
internal sealed partial class LogHeadJson : JsonSerializerContext;
