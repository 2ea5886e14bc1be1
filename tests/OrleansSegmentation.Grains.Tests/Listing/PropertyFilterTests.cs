using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Listing;

namespace OrleansSegmentation.Grains.Tests.Listing;

/// <summary>The rows of the filter grammar, after it was read into steps and a value.</summary>
public sealed class PropertyFilterTests
{
    private const string S = "8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482";
    private const string P = "1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13";

    [Theory]
    [InlineData(null, "status", "SUCCEEDED", true)]
    [InlineData(null, "status", "succeeded", false)] // case-sensitive
    [InlineData(null, "status", "FAILED", false)]
    [InlineData(null, "schema.name", "_xdm.context.profile", true)]
    [InlineData(null, "id", "00000001-0000-4000-8000-000000000001", true)]
    [InlineData("segments", "segmentId", S, true)]
    [InlineData("segments", "segmentId", "2a97d5e1-0c68-4b1d-8e34-6f5a9b7c1d20", true)] // any element
    [InlineData("segments", "segmentId", "workInUS", false)] // plain text, no look-up of names
    [InlineData("segments", "segment.mergePolicyId", P, true)]
    [InlineData("segments", "segment.mergePolicy.version", "3", true)]
    [InlineData("segments", "segment.mergePolicy.version", "03", false)] // canonical text of a number
    [InlineData("segments", "segment.mergePolicy.version", "+3", false)]
    [InlineData("segments", "segment.mergePolicy.version", "3.0", false)]
    [InlineData("segments", "segment.expression.value", "a = \"=~.\"", true)] // the value is literal
    [InlineData("errors", "code", "SEG-RUN001", true)]
    [InlineData("errors", "callStack", "", true)] // an empty value matches an empty string
    [InlineData(null, "requestId", "", false)]
    [InlineData(null, "metrics.segmentedProfileCounter." + S, "1933", true)]
    [InlineData(null, "metrics.segmentedProfileCounter.8E6B2C90-7D41-4A58-B3F2-90A1C7D5E482", "1933", false)] // a name as in the JSON
    [InlineData(null, "metrics.segmentedProfileByNamespaceCounter." + S + ".email", "1702", true)]
    [InlineData(null, "metrics.segmentedProfileByNamespaceCounter." + S + ".ecid", "0", false)] // absent, not zero
    [InlineData(null, "metrics.segmentedProfileByStatusCounter." + S + ".exited", "57", true)]
    [InlineData(null, "metrics.totalProfilesByMergePolicy." + P, "101", true)]
    [InlineData(null, "metrics.totalTime.totalTimeInMs", "1000", true)]
    [InlineData(null, "sandbox.default", "true", true)]
    [InlineData(null, "sandbox.default", "True", false)]
    [InlineData(null, "_links.cancel.href", "/segment/jobs/00000001-0000-4000-8000-000000000001", true)]
    [InlineData(null, "_links.checkStatus.method", "GET", true)]
    [InlineData(null, "properties.scheduleId", "d0e83b6a-4f17-4295-a6cd-3318c5e2f7b4", true)]
    [InlineData(null, "segments", S, true)] // the short form
    [InlineData(null, "errors", "SEG-RUN001", false)] // only segments has one
    [InlineData(null, "segments.segmentId", S, false)] // an array without ~
    [InlineData(null, "metrics", "", false)] // an object never matches
    [InlineData("segments", "segment", "", false)]
    [InlineData("metrics", "totalProfiles", "101", false)] // not an array
    [InlineData("nothing", "x", "1", false)]
    [InlineData(null, "metrics.nothing", "1", false)]
    [InlineData(null, "internalId", "1", false)]
    public void Filter_OnAJob_MatchesAsTheGrammarSays(string? array, string path, string value, bool expected)
    {
        var filter = new PropertyFilter(array?.Split('.'), path.Split('.'), value);
        Assert.Equal(expected, DocumentFilter.Compile(JobDocumentPaths.Paths, filter)(Samples.Job()));
    }

    [Theory]
    [InlineData(null, "status", true)]
    [InlineData(null, "metrics", true)]
    [InlineData(null, "segments", true)]
    [InlineData("segments", "segment.mergePolicy.version", true)]
    [InlineData(null, "properties.runId", true)]
    [InlineData(null, "metrics.segmentedProfileCounter." + S, true)]
    [InlineData(null, "metrics.segmentedProfileCounter.abc", false)]
    [InlineData(null, "metrics.segmentProfileCounter", false)]
    [InlineData(null, "name", false)]
    [InlineData("segments", "name", false)]
    [InlineData("metrics", "totalTime", false)]
    public void Path_OfAJob_IsKnownWhenAJobCanHaveIt(string? array, string path, bool expected) =>
        Assert.Equal(expected, JobDocumentPaths.IsKnown(new PropertyFilter(array?.Split('.'), path.Split('.'), "x")));
}
