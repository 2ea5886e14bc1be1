using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>Creating, changing and deleting definitions: decided on a state, answered from the state after.</summary>
/// <param name="options">Limits.</param>
internal sealed class DefinitionDecisions(SegmentDefinitionOptions options)
{
    private static readonly string[] NoWarnings = [];

    /// <summary>Decides on a new definition.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="draft">What was sent.</param>
    /// <param name="check">What compiling its expression gave; null when it could not be compiled for its type, format or length.</param>
    public Decide<ServiceResult<DefinitionSaved>> Create(Guid id, DefinitionDraft draft, ExpressionCheck? check) => (state, stamp) =>
    {
        var problems = DefinitionRules.Check(draft, isNew: true).ToList();
        if (state.Definitions.Count >= options.MaxPerSandbox) problems.Add(DefinitionFaults.LimitReached(options.MaxPerSandbox));
        var mergePolicyId = ReadMergePolicy(draft, state, problems) ?? state.MergePolicies.DefaultId;
        var dependencies = ReadReferences(id, check, state, problems);
        if (problems.Count > 0) return Decision<ServiceResult<DefinitionSaved>>.Answered(DefinitionFaults.Of(problems));

        var name = draft.Name!.Trim();
        if (state.Definitions.FindByName(name) is { } other)
            return Decision<ServiceResult<DefinitionSaved>>.Answered(DefinitionFaults.NameTaken(name, other));

        return Save(check, new SegmentDefinitionDocument
        {
            Id = id,
            ImsOrgId = state.Created.OrganizationId,
            Sandbox = state.Reference,
            Name = name,
            Description = draft.Description ?? "",
            Expression = draft.Expression!,
            MergePolicyId = mergePolicyId,
            EvaluationInfo = DefinitionRules.Complete(draft.EvaluationInfo),
            DataGovernancePolicyJson = draft.DataGovernancePolicyJson ?? DefinitionRules.DefaultDataGovernancePolicy,
            TtlInDays = (int?)draft.TtlInDays,
            PayloadSchema = draft.PayloadSchema,
            Dependencies = dependencies,
            Dependents = [],
            CreationTime = stamp.TimeMs,
            BaselineTime = stamp.TimeSeconds,
            UpdateEpoch = stamp.TimeSeconds,
        });
    };

    /// <summary>Decides on a change: every field that was sent replaces the stored one as a whole.</summary>
    public static Decide<ServiceResult<DefinitionSaved>> Patch(Guid id, DefinitionDraft draft, ExpressionCheck? check) => (state, stamp) =>
    {
        if (state.Definitions.Find(id) is not { } stored)
            return Decision<ServiceResult<DefinitionSaved>>.Answered(DefinitionFaults.NotFound(id));

        var problems = DefinitionRules.Check(draft, isNew: false).ToList();
        var mergePolicyId = ReadMergePolicy(draft, state, problems)
            ?? (draft.Cleared.Contains("mergePolicyId") ? state.MergePolicies.DefaultId : stored.MergePolicyId);
        var dependencies = draft.Expression is null ? stored.Dependencies : ReadReferences(id, check, state, problems);
        if (problems.Count > 0) return Decision<ServiceResult<DefinitionSaved>>.Answered(DefinitionFaults.Of(problems));

        var name = draft.Name?.Trim() ?? stored.Name;
        if (state.Definitions.FindByName(name) is { } other && other != id)
            return Decision<ServiceResult<DefinitionSaved>>.Answered(DefinitionFaults.NameTaken(name, other));

        var patched = Merge(stored, draft, name, mergePolicyId, dependencies);
        if (patched == stored) return Decision<ServiceResult<DefinitionSaved>>.Answered(new DefinitionSaved(stored, check?.Warnings ?? NoWarnings));

        var isNewBaseline = patched.Expression != stored.Expression || patched.MergePolicyId != stored.MergePolicyId;
        return Save(check, patched with
        {
            UpdateEpoch = stamp.TimeSeconds,
            BaselineTime = isNewBaseline ? stamp.TimeSeconds : stored.BaselineTime,
        });
    };

    /// <summary>Decides on a deletion: the membership of the segment goes with the definition.</summary>
    public static Decide<ServiceResult<Done>> Delete(Guid id) => (state, _) => state.Definitions.Find(id) switch
    {
        null => Decision<ServiceResult<Done>>.Answered(DefinitionFaults.NotFound(id)),
        { Dependents: [_, ..] dependents } => Decision<ServiceResult<Done>>.Answered(DefinitionFaults.StillReferenced(id, dependents)),
        _ => Decision<ServiceResult<Done>>.Append(Done.Value, new DropItem(id), new DefinitionRemovedItem(id)),
    };

    private static SegmentDefinitionDocument Merge(
        SegmentDefinitionDocument stored, DefinitionDraft draft, string name, Guid mergePolicyId, IReadOnlyList<Guid> dependencies)
    {
        bool IsCleared(string field) => draft.Cleared.Contains(field, StringComparer.Ordinal);
        return stored with
        {
            Name = name,
            Description = IsCleared("description") ? "" : draft.Description ?? stored.Description,
            Expression = draft.Expression ?? stored.Expression,
            MergePolicyId = mergePolicyId,
            EvaluationInfo = draft.EvaluationInfo is not null || IsCleared("evaluationInfo")
                ? DefinitionRules.Complete(draft.EvaluationInfo)
                : stored.EvaluationInfo,
            DataGovernancePolicyJson = IsCleared("dataGovernancePolicy")
                ? DefinitionRules.DefaultDataGovernancePolicy
                : draft.DataGovernancePolicyJson ?? stored.DataGovernancePolicyJson,
            TtlInDays = IsCleared("ttlInDays") ? null : (int?)draft.TtlInDays ?? stored.TtlInDays,
            PayloadSchema = IsCleared("payloadSchema") ? null : draft.PayloadSchema ?? stored.PayloadSchema,
            // Keep the list when it says the same, so that an empty patch is seen to change nothing.
            Dependencies = stored.Dependencies.SequenceEqual(dependencies) ? stored.Dependencies : dependencies,
        };
    }

    private static Decision<ServiceResult<DefinitionSaved>> Save(ExpressionCheck? check, SegmentDefinitionDocument definition) =>
        new([new DefinitionItem(definition)], after => new DefinitionSaved(after.Definitions.Find(definition.Id)!, check?.Warnings ?? NoWarnings));

    private static Guid? ReadMergePolicy(DefinitionDraft draft, SandboxState state, List<FaultItem> problems)
    {
        if (draft.MergePolicyId is not { } text) return null;
        if (Guid.TryParse(text, out var id) && state.MergePolicies.Find(id) is not null) return id;
        problems.Add(DefinitionFaults.Field("mergePolicyId", $"mergePolicyId is '{text}'; no merge policy of this sandbox has that id."));
        return null;
    }

    private static Guid[] ReadReferences(Guid id, ExpressionCheck? check, SandboxState state, List<FaultItem> problems)
    {
        if (check is null) return [];
        problems.AddRange(check.Errors);
        var references = new List<Guid>();
        foreach (var text in check.ReferencedSegments)
        {
            if (Guid.TryParse(text, out var reference) && (reference == id || state.Definitions.Find(reference) is not null))
            {
                if (!references.Contains(reference)) references.Add(reference);
            }
            else
            {
                problems.Add(DefinitionFaults.UnknownReference(text));
            }
        }

        if (state.Definitions.FindCycle(id, references) is { } cycle) problems.Add(DefinitionFaults.Cycle(cycle));
        return [.. references];
    }
}
