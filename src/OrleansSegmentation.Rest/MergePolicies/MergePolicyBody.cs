using System.Text.Json;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.MergePolicies;

/// <summary>The body that creates or replaces a merge policy. Checks kinds only; values are judged where policies are kept.</summary>
internal static class MergePolicyBody
{
    public const string Accepted = "a JSON object with schema, identityGraph and attributeMerge";

    public const string Code = "SEG-MRG002-400";
    public const string Title = "A field of the merge policy is invalid.";

    public static MergePolicyDraft Parse(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted);
        }

        var fields = new FieldReader(body, Code, Title);
        return new MergePolicyDraft(
            fields.String("name"),
            fields.Object("schema") is { } schema ? schema.String("name") ?? throw schema.Missing("name", "a string") : null,
            fields.Object("identityGraph") is { } graph ? IdentityGraph(graph) : null,
            fields.Object("attributeMerge") is { } merge ? AttributeMerge(merge) : null,
            fields.Boolean("isActiveOnEdge"),
            fields.Boolean("default"));
    }

    public static IdentityGraphDocument IdentityGraph(FieldReader fields) =>
        new(fields.String("type") ?? throw fields.Missing("type", "\"pdg\""));

    public static AttributeMergeDocument AttributeMerge(FieldReader fields) => new(
        fields.String("type") ?? throw fields.Missing("type", "\"timestampOrdered\" or \"dataSetPrecedence\""), fields.Strings("order"));
}
