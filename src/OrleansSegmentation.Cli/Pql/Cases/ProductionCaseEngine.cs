using System.Runtime.InteropServices;
using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Pql;

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
        var builder = new ColumnChunkBuilder();
        builder.AppendJson(JsonMarshal.GetRawUtf8Value(audienceCase.Profile));
        var plan = JobPlan.Compile([new PlannedSegment(SegmentId, MergePolicyId, query)]).Stages[0].Policies[0].Plan;
        var context = new ChunkContext { NowMs = audienceCase.NowMs, Patterns = _patterns, Records = audienceCase.Records };
        var evaluation = plan.Begin(builder.Build(), liveRows: null, context);
        while (!evaluation.Advance(Slice, cancellationToken))
        {
        }

        return evaluation.GetMembers(0)[0];
    }
}
