using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Functions.Text;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>What the evaluation of a chunk depends on besides its rows.</summary>
public sealed class ChunkContext
{
    /// <summary>Gets the evaluation instant in ms since 1970-01-01T00:00:00Z.</summary>
    public required long NowMs { get; init; }

    /// <summary>Gets how many enumeration steps one profile may take.</summary>
    /// <value>Default: 100,000,000.</value>
    public long MaxStepsPerProfile { get; init; } = 100_000_000;

    /// <summary>Gets how to find the rows of this chunk that are members of a segment of an earlier stage.</summary>
    /// <value>Needed when the plan has <see cref="SegmentPlan.ExternalSegmentIds"/>.</value>
    public Func<string, RowBitmap>? ExternalMembers { get; init; }

    /// <summary>Gets the compiled regular expressions; share one cache among the chunks of a job.</summary>
    public PatternCache Patterns { get; init; } = new();

    /// <summary>Gets the records of other schemas, or null when there are none.</summary>
    public ISchemaRecords? Records { get; init; }
}
