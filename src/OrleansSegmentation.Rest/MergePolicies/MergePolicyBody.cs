using System.Text.Json;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.MergePolicies;

/// <summary>The body that creates a merge policy. Checks kinds only; values are judged where policies are kept.</summary>
internal static class MergePolicyBody
{
    public const string Accepted = "a JSON object with schema, identityGraph and attributeMerge";

    public static MergePolicyDraft Parse(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted);
        }

        var fields = new FieldReader(body, "SEG-MRG002-400", "A field of the merge policy is invalid.");
        return new MergePolicyDraft(
            fields.String("name"),
            fields.Object("schema") is { } schema ? schema.String("name") ?? throw schema.Missing("name", "a string") : null,
            fields.Object("identityGraph") is { } graph
                ? new IdentityGraphDocument(graph.String("type") ?? throw graph.Missing("type", "\"none\" or \"pdg\""))
                : null,
            fields.Object("attributeMerge") is { } merge
                ? new AttributeMergeDocument(
                    merge.String("type") ?? throw merge.Missing("type", "\"timestampOrdered\" or \"dataSetPrecedence\""),
                    merge.Strings("order"))
                : null,
            fields.Boolean("isActiveOnEdge"),
            fields.Boolean("default"));
    }
}
