using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Evaluation.Tests.Planning;

/// <summary>Plans made from text, and their evaluation in one go.</summary>
internal static class Plans
{
    public static PlannedSegment Segment(string id, string text, string policy = "policy")
    {
        var compilation = PqlCompiler.CompileText(text, FunctionCatalog.Default);
        Assert.True(compilation.IsValid, $"{text}: {string.Join(' ', compilation.Diagnostics)}");
        return new PlannedSegment(id, policy, compilation.Query!);
    }

    /// <summary>Plans expressions as segments <c>s0</c>, <c>s1</c>, … of one policy.</summary>
    public static SegmentPlan Compile(params string[] expressions) => Only(JobPlan.Compile([.. expressions.Select((text, i) => Segment($"s{i}", text))]));

    public static SegmentPlan Only(JobPlan plan) => Assert.Single(Assert.Single(plan.Stages).Policies).Plan;

    public static ChunkContext Context(Func<string, RowBitmap>? externalMembers = null) =>
        new() { NowMs = SampleProfile.NowMs, ExternalMembers = externalMembers };

    public static ChunkEvaluation Evaluate(this SegmentPlan plan, ColumnChunk chunk, RowBitmap? live = null, Func<string, RowBitmap>? externalMembers = null)
    {
        var evaluation = plan.Begin(chunk, live, Context(externalMembers));
        Assert.True(evaluation.Advance(TimeSpan.FromMinutes(1), CancellationToken.None));
        return evaluation;
    }

    public static int[] Rows(this RowBitmap bitmap)
    {
        List<int> rows = [];
        foreach (var row in bitmap.Rows) rows.Add(row);
        return [.. rows];
    }

    public static RowBitmap Bitmap(int rowCount, params int[] rows)
    {
        var bitmap = new RowBitmap(rowCount);
        foreach (var row in rows) bitmap.Set(row);
        return bitmap;
    }
}
