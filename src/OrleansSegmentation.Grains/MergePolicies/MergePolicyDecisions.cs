using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <summary>Creating, changing, deleting and listing merge policies.</summary>
/// <param name="options">Limits.</param>
internal sealed class MergePolicyDecisions(MergePolicyOptions options)
{
    /// <summary>Returns the policy that every sandbox starts with.</summary>
    public static MergePolicyItem First(SandboxDescriptor sandbox, Guid id, EntryStamp stamp) => new(new MergePolicyDocument
    {
        Id = id,
        Name = "Default Timebased",
        ImsOrgId = sandbox.OrganizationId,
        Sandbox = new SandboxReference(sandbox.SandboxId, sandbox.Name, sandbox.Type, sandbox.IsDefault),
        Version = 1,
        IdentityGraph = new IdentityGraphDocument(IdentityGraphs.Pdg),
        AttributeMerge = new AttributeMergeDocument("timestampOrdered", null),
        IsActiveOnEdge = false,
        Default = true,
        UpdateEpoch = stamp.TimeSeconds,
    });

    /// <summary>Decides on a new policy. A new default takes the place of the old one, whose version rises.</summary>
    public Decide<ServiceResult<MergePolicyDocument>> Create(Guid id, MergePolicyDraft draft) => (state, stamp) =>
    {
        var problems = MergePolicyRules.Check(draft).ToList();
        if (problems.Count > 0) return Decision<ServiceResult<MergePolicyDocument>>.Answered(MergePolicyFaults.Invalid(problems));

        if (state.MergePolicies.Count >= options.MaxPerSandbox)
            return Decision<ServiceResult<MergePolicyDocument>>.Answered(MergePolicyFaults.LimitReached(options.MaxPerSandbox));

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

    /// <summary>Decides on a policy that takes the place of a stored one: what was not sent is as in a new policy.</summary>
    public static Decide<ServiceResult<MergePolicyDocument>> Replace(Guid id, MergePolicyDraft draft) => (state, stamp) =>
        state.MergePolicies.Find(id) is { } stored
            ? Change(state, stamp, stored, draft)
            : Decision<ServiceResult<MergePolicyDocument>>.Answered(MergePolicyFaults.NotFound(id));

    /// <summary>Decides on a change of parts of a policy: the result is checked as a whole.</summary>
    public static Decide<ServiceResult<MergePolicyDocument>> Patch(Guid id, MergePolicyPatch patch) => (state, stamp) =>
        state.MergePolicies.Find(id) is { } stored
            ? Change(state, stamp, stored, Patched(stored, patch))
            : Decision<ServiceResult<MergePolicyDocument>>.Answered(MergePolicyFaults.NotFound(id));

    /// <summary>Decides on a deletion. A policy that definitions use stays, so no stored definition is ever without its policy.</summary>
    public static Decide<ServiceResult<Done>> Delete(Guid id) => (state, _) =>
    {
        if (state.MergePolicies.Find(id) is not { } stored) return Decision<ServiceResult<Done>>.Answered(MergePolicyFaults.NotFound(id));
        if (stored.Default) return Decision<ServiceResult<Done>>.Answered(MergePolicyFaults.IsDefault(id));
        var users = state.Definitions.OldestFirst.Where(definition => definition.MergePolicyId == id).Select(definition => definition.Id).ToList();
        return users.Count > 0
            ? Decision<ServiceResult<Done>>.Answered(MergePolicyFaults.InUse(id, users))
            : Decision<ServiceResult<Done>>.Append(Done.Value, new MergePolicyRemovedItem(id));
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

    private static MergePolicyDraft Patched(MergePolicyDocument stored, MergePolicyPatch patch)
    {
        var merge = patch.AttributeMerge ?? stored.AttributeMerge;
        // There is no way to take a stored order out of a policy but to choose a type that has none.
        if (patch.AttributeMergeType is { } type) merge = new AttributeMergeDocument(type, type == "timestampOrdered" ? patch.AttributeMerge?.Order : merge.Order);
        if (patch.AttributeMergeOrder is { } order) merge = merge with { Order = order };
        return new MergePolicyDraft(
            patch.Name ?? stored.Name, stored.Schema.Name, patch.IdentityGraph ?? stored.IdentityGraph, merge,
            patch.IsActiveOnEdge ?? stored.IsActiveOnEdge, patch.Default ?? stored.Default);
    }

    private static Decision<ServiceResult<MergePolicyDocument>> Change(
        SandboxState state, EntryStamp stamp, MergePolicyDocument stored, MergePolicyDraft draft)
    {
        var problems = MergePolicyRules.Check(draft).ToList();
        if (stored.Default && draft.Default != true)
        {
            problems.Add(MergePolicyRules.Field(
                "default", "default is false, but this is the default merge policy of the sandbox; make another policy the default instead."));
        }

        if (problems.Count > 0) return Decision<ServiceResult<MergePolicyDocument>>.Answered(MergePolicyFaults.Invalid(problems));

        var changed = stored with
        {
            Name = draft.Name ?? "",
            IdentityGraph = draft.IdentityGraph!,
            // Keep the object when it says the same, so that a change of nothing is seen to be one.
            AttributeMerge = IsSame(stored.AttributeMerge, draft.AttributeMerge!) ? stored.AttributeMerge : draft.AttributeMerge!,
            IsActiveOnEdge = draft.IsActiveOnEdge ?? false,
            Default = draft.Default ?? false,
        };
        if (changed == stored) return Decision<ServiceResult<MergePolicyDocument>>.Answered(stored);

        changed = changed with { Version = stored.Version + 1, UpdateEpoch = stamp.TimeSeconds };
        return Decision<ServiceResult<MergePolicyDocument>>.Append(changed, [.. Displaced(state, changed, stamp), new MergePolicyItem(changed)]);
    }

    private static bool IsSame(AttributeMergeDocument one, AttributeMergeDocument other) =>
        one.Type == other.Type && (one.Order ?? []).SequenceEqual(other.Order ?? [], StringComparer.Ordinal);

    private static IEnumerable<MergePolicyItem> Displaced(SandboxState state, MergePolicyDocument policy, EntryStamp stamp)
    {
        foreach (var other in state.MergePolicies.All.Where(other => other.Id != policy.Id).OrderBy(other => other.Id))
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
}
