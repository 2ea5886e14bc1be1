using System.Globalization;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <summary>Creating and listing merge policies.</summary>
/// <param name="options">Limits.</param>
internal sealed class MergePolicyDecisions(MergePolicyOptions options)
{
    private const string Invalid = "SEG-MRG002-400";
    private const int MaxNameLength = 255;

    /// <summary>Returns the policy that every sandbox starts with.</summary>
    public static MergePolicyItem First(SandboxDescriptor sandbox, Guid id, EntryStamp stamp) => new(new MergePolicyDocument
    {
        Id = id,
        Name = "Default Timebased",
        ImsOrgId = sandbox.OrganizationId,
        Sandbox = new SandboxReference(sandbox.SandboxId, sandbox.Name, sandbox.Type, sandbox.IsDefault),
        Version = 1,
        IdentityGraph = new IdentityGraphDocument("pdg"),
        AttributeMerge = new AttributeMergeDocument("timestampOrdered", null),
        IsActiveOnEdge = false,
        Default = true,
        UpdateEpoch = stamp.TimeSeconds,
    });

    /// <summary>Decides on a new policy. A new default takes the place of the old one, whose version rises.</summary>
    public Decide<ServiceResult<MergePolicyDocument>> Create(Guid id, MergePolicyDraft draft) => (state, stamp) =>
    {
        var problems = Check(draft).ToList();
        if (problems.Count > 0)
        {
            return Decision<ServiceResult<MergePolicyDocument>>.Answered(new ServiceFault(
                400, "The merge policy is invalid.", problems.Count == 1 ? problems[0].Message : null, problems));
        }

        if (state.MergePolicies.Count >= options.MaxPerSandbox)
        {
            return Decision<ServiceResult<MergePolicyDocument>>.Answered(ServiceFault.Of(
                "SEG-MRG004-400", "Too many merge policies.",
                string.Create(CultureInfo.InvariantCulture, $"The sandbox has {state.MergePolicies.Count} merge policies; at most {options.MaxPerSandbox} are accepted (MergePolicies:MaxPerSandbox).")));
        }

        var policy = new MergePolicyDocument
        {
            Id = id,
            Name = draft.Name ?? "",
            ImsOrgId = state.Created.OrganizationId,
            Sandbox = state.Reference,
            Version = 1,
            IdentityGraph = draft.IdentityGraph!,
            AttributeMerge = draft.AttributeMerge!,
            IsActiveOnEdge = draft.IsActiveOnEdge ?? false,
            Default = draft.Default ?? false,
            UpdateEpoch = stamp.TimeSeconds,
        };
        return Decision<ServiceResult<MergePolicyDocument>>.Append(policy, [.. Displaced(state, policy, stamp), new MergePolicyItem(policy)]);
    };

    /// <summary>Returns one page, ordered by name and id.</summary>
    public static MergePolicyPage List(MergePolicyCatalog catalog, MergePolicyListQuery query)
    {
        var matches = catalog.All.Where(policy =>
            (query.Default is null || policy.Default == query.Default)
            && (query.SchemaName is null || policy.Schema.Name == query.SchemaName)
            && (query.IdentityGraphType is null || policy.IdentityGraph.Type == query.IdentityGraphType)
            && (query.AttributeMergeType is null || policy.AttributeMerge.Type == query.AttributeMergeType)
            && (query.IsActiveOnEdge is null || policy.IsActiveOnEdge == query.IsActiveOnEdge)
            && (query.Version is null || policy.Version == query.Version)).ToList();
        var ordered = query.IsDescending
            ? matches.OrderByDescending(policy => policy.Name, StringComparer.Ordinal).ThenBy(policy => policy.Id)
            : matches.OrderBy(policy => policy.Name, StringComparer.Ordinal).ThenBy(policy => policy.Id);
        return new MergePolicyPage(matches.Count, [.. ordered.Skip(query.Start).Take(query.Limit)]);
    }

    private static IEnumerable<MergePolicyItem> Displaced(SandboxState state, MergePolicyDocument policy, EntryStamp stamp)
    {
        foreach (var other in state.MergePolicies.All.OrderBy(other => other.Id))
        {
            var losesDefault = policy.Default && other.Default;
            var losesEdge = policy.IsActiveOnEdge && other.IsActiveOnEdge;
            if (!losesDefault && !losesEdge) continue;
            yield return new MergePolicyItem(other with
            {
                Default = other.Default && !losesDefault,
                IsActiveOnEdge = other.IsActiveOnEdge && !losesEdge,
                Version = other.Version + 1,
                UpdateEpoch = stamp.TimeSeconds,
            });
        }
    }

    private static IEnumerable<FaultItem> Check(MergePolicyDraft draft)
    {
        if (draft.Name is { Length: > MaxNameLength } name)
            yield return Field("name", string.Create(CultureInfo.InvariantCulture, $"name has {name.Length} characters; at most {MaxNameLength} are accepted."));
        if (draft.SchemaName is null)
            yield return Field("schema", $"schema is missing; send {{\"name\":\"{SchemaReference.ProfileName}\"}}.");
        else if (draft.SchemaName != SchemaReference.ProfileName)
            yield return Field("schema.name", $"schema.name is '{draft.SchemaName}'; only '{SchemaReference.ProfileName}' is merged.");

        switch (draft.IdentityGraph?.Type)
        {
            case "pdg":
                break;
            case "none":
                yield return Field("identityGraph.type", "identityGraph.type 'none' is not available yet; 'pdg' is accepted.");
                break;
            case null:
                yield return Field("identityGraph", "identityGraph is missing; send {\"type\":\"pdg\"}.");
                break;
            default:
                yield return Field("identityGraph.type", $"identityGraph.type is '{draft.IdentityGraph.Type}'; 'pdg' is accepted.");
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

    private static FaultItem Field(string field, string message) => new(Invalid, message, field);
}
