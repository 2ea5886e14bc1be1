using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Grains.Partitions.Evaluation;

/// <summary>Compiles the expressions of a job into one plan, one expression per step.</summary>
internal sealed class PlanCompilation(JobRequest request) : SteppedWork
{
    /// <summary>Gets the plan, once the work is done.</summary>
    public JobPlan? Plan { get; private set; }

    /// <inheritdoc />
    protected override IEnumerable<WorkStep> Run()
    {
        var segments = new List<PlannedSegment>(request.Segments.Count);
        foreach (var segment in request.Segments)
        {
            segments.Add(Compile(segment));
            yield return default;
        }

        Plan = JobPlan.Compile(segments);
    }

    private static PlannedSegment Compile(JobRequestSegment segment)
    {
        var format = segment.Format == "pql/json" ? PqlFormat.Json : PqlFormat.Text;
        var compilation = PqlCompiler.Compile(format, segment.Expression, FunctionCatalog.Default);
        if (compilation.Query is not { } query)
        {
            // It was checked when the definition was saved, so this happens after a change of the language only.
            var diagnostic = compilation.Diagnostics[0];
            throw new ExpressionFailedException(segment.SegmentId, $"{diagnostic.Code}: {diagnostic.Message}");
        }

        return new PlannedSegment(segment.SegmentId.ToString("D"), segment.MergePolicyId.ToString("D"), query);
    }
}
