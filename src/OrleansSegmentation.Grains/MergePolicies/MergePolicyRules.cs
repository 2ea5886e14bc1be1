using System.Globalization;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <summary>What a merge policy must be like, whatever else there is in its sandbox.</summary>
internal static class MergePolicyRules
{
    private const string Invalid = "SEG-MRG002-400";
    private const int MaxNameLength = 255;

    /// <summary>Returns everything that is wrong with a policy.</summary>
    public static IEnumerable<FaultItem> Check(MergePolicyDraft draft)
    {
        if (draft.Name is { Length: > MaxNameLength } name)
            yield return Field("name", string.Create(CultureInfo.InvariantCulture, $"name has {name.Length} characters; at most {MaxNameLength} are accepted."));
        if (draft.SchemaName is null)
            yield return Field("schema", $"schema is missing; send {{\"name\":\"{SchemaReference.ProfileName}\"}}.");
        else if (draft.SchemaName != SchemaReference.ProfileName)
            yield return Field("schema.name", $"schema.name is '{draft.SchemaName}'; only '{SchemaReference.ProfileName}' is merged.");

        switch (draft.IdentityGraph?.Type)
        {
            case IdentityGraphs.Pdg or IdentityGraphs.None:
                break;
            case null:
                yield return Field("identityGraph", "identityGraph is missing; send {\"type\":\"pdg\"}.");
                break;
            default:
                yield return Field("identityGraph.type", $"identityGraph.type is '{draft.IdentityGraph.Type}'; 'pdg' and 'none' are accepted.");
                break;
        }

        foreach (var problem in CheckAttributeMerge(draft.AttributeMerge)) yield return problem;
    }

    private static IEnumerable<FaultItem> CheckAttributeMerge(AttributeMergeDocument? merge)
    {
        switch (merge?.Type)
        {
            case "timestampOrdered":
                if (merge.Order is not null)
                    yield return Field("attributeMerge.order", "attributeMerge.order is only accepted with type 'dataSetPrecedence'.");
                break;
            case "dataSetPrecedence":
                if (merge.Order is not { Count: > 0 } order)
                    yield return Field("attributeMerge.order", "attributeMerge.order is missing or empty; send dataset ids, highest priority first.");
                else if (order.Any(string.IsNullOrEmpty))
                    yield return Field("attributeMerge.order", "attributeMerge.order holds an empty dataset id.");
                else if (order.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } repeated)
                    yield return Field("attributeMerge.order", $"attributeMerge.order holds dataset id '{repeated.Key}' more than once.");
                break;
            case null:
                yield return Field("attributeMerge", "attributeMerge is missing; send {\"type\":\"timestampOrdered\"}.");
                break;
            default:
                yield return Field(
                    "attributeMerge.type", $"attributeMerge.type is '{merge.Type}'; 'timestampOrdered' and 'dataSetPrecedence' are accepted.");
                break;
        }
    }

    /// <summary>Returns a problem of one field.</summary>
    public static FaultItem Field(string field, string message) => new(Invalid, message, field);
}
