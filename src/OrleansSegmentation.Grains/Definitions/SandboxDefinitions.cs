using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Grains.Listing;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>The segment definitions of an open sandbox.</summary>
internal sealed class SandboxDefinitions(SandboxPump pump, SegmentDefinitionOptions options, ISandboxPeers peers, SideThread thread, TimeProvider clock)
{
    private readonly SchemaWarnings _warnings = new(pump, peers, clock);
    private readonly DefinitionDecisions _decisions = new(options);

    /// <summary>Gets which stored expressions compile.</summary>
    public ExpressionVerdicts Verdicts { get; } = new();

    /// <summary>Compiles stored expressions, so that <see cref="Verdicts"/> knows them.</summary>
    public async Task CheckAsync(IReadOnlyList<SegmentDefinitionDocument> definitions)
    {
        var checks = await peers.CheckAsync([.. definitions.Select(definition => definition.Expression)]);
        for (var i = 0; i < definitions.Count; i++) Verdicts.Set(definitions[i].Id, definitions[i].Expression, checks[i]);
    }

    public async Task<ServiceResult<DefinitionSaved>> CreateAsync(DefinitionDraft draft)
    {
        var check = await CompileAsync(draft);
        var warnings = _warnings.FindAsync(draft.Expression, check);
        var saved = Remember(await pump.RunAsync(_decisions.Create(Guid.NewGuid(), draft, check)), check);
        return await WithWarningsAsync(saved, warnings);
    }

    public async Task<ServiceResult<DefinitionSaved>> PatchAsync(Guid id, DefinitionDraft draft)
    {
        var check = await CompileAsync(draft);
        var warnings = _warnings.FindAsync(draft.Expression, check);
        var saved = Remember(await pump.RunAsync(DefinitionDecisions.Patch(id, draft, check)), check);
        return await WithWarningsAsync(saved, warnings);
    }

    public Task<ServiceResult<Done>> DeleteAsync(Guid id) => pump.RunAsync(DefinitionDecisions.Delete(id));

    public async Task<IReadOnlyList<SegmentDefinitionDocument?>> GetManyAsync(IReadOnlyList<Guid> ids)
    {
        var state = await pump.ReadAsync();
        return [.. ids.Select(state.Definitions.Find)];
    }

    public async Task<DefinitionPage> ListAsync(DefinitionListQuery query)
    {
        var state = await pump.ReadAsync();
        return await thread.RunAsync(() => DefinitionIndex.List(state.Definitions, query));
    }

    private static async Task<ServiceResult<DefinitionSaved>> WithWarningsAsync(
        ServiceResult<DefinitionSaved> saved, Task<IReadOnlyList<string>> warnings) => saved.Value is { } value
        ? value with { Warnings = [.. value.Warnings, .. await warnings] }
        : saved;

    private async Task<ExpressionCheck?> CompileAsync(DefinitionDraft draft) =>
        DefinitionRules.CanCompile(draft.Expression) ? (await peers.CheckAsync([draft.Expression!]))[0] : null;

    private ServiceResult<DefinitionSaved> Remember(ServiceResult<DefinitionSaved> saved, ExpressionCheck? check)
    {
        if (check is not null && saved.Value is { } value) Verdicts.Set(value.Definition.Id, value.Definition.Expression, check);
        return saved;
    }
}
