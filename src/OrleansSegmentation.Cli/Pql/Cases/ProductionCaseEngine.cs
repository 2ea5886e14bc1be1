using System.Runtime.InteropServices;
using System.Text.Json;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary>The engine of segment jobs: the profile becomes a chunk of one row, the expression a plan of one segment.</summary>
/// <remarks>Segments that the expression names are no part of the plan, so they are answered from the profile's <c>segmentMembership</c>.</remarks>
internal sealed class ProductionCaseEngine : ICaseEngine
{
    public const string EngineName = "production";

    private const string SegmentId = "\0case"; // no expression can name it
    private const string MergePolicyId = "case";
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);

    private readonly PatternCache _patterns = new();

    public string Name => EngineName;

    public bool IsMember(AudienceCase audienceCase, PqlQuery query, CancellationToken cancellationToken)
    {
        var plan = JobPlan.Compile([new PlannedSegment(SegmentId, MergePolicyId, query)]).Stages[0].Policies[0].Plan;
        var context = new ChunkContext { NowMs = audienceCase.NowMs, Patterns = _patterns, Records = audienceCase.Records };
        var evaluation = plan.Begin(Store(audienceCase.Profile), liveRows: null, context);
        while (!evaluation.Advance(Slice, cancellationToken))
        {
        }

        return evaluation.GetMembers(0)[0];
    }

    private static ColumnChunk Store(JsonElement profile)
    {
        var json = JsonMarshal.GetRawUtf8Value(profile);
        try
        {
            return Build(json);
        }
        catch (InvalidOperationException)
        {
            // A name that stands twice, most likely. Ingest lets the last one win; this is rare enough to try without it first.
            return Build(DuplicateNames.Remove(json.ToArray()));
        }
    }

    private static ColumnChunk Build(ReadOnlySpan<byte> json)
    {
        var builder = new ColumnChunkBuilder();
        builder.AppendJson(json);
        return builder.Build();
    }
}
