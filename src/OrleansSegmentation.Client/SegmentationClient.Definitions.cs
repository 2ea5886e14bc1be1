using System.Runtime.CompilerServices;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>Creates a segment definition.</summary>
    /// <exception cref="SegmentationException">
    /// <c>SEG-DEF002-400</c> a field is missing or invalid, <c>SEG-DEF003-400</c> the expression does not parse or check (with its place),
    /// <c>SEG-DEF004-422</c> the name is taken, <c>SEG-DEF006-400</c> a reference is unknown or circular,
    /// <c>SEG-DEF007-400</c> the sandbox is full.
    /// </exception>
    public async Task<DefinitionSaved> CreateDefinitionAsync(DefinitionDraft draft, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxDefinitionsGrain, ServiceResult<DefinitionSaved>>(
            (grain, token) => grain.CreateAsync(draft, token), cancellationToken));

    /// <summary>Replaces the fields of a definition that the draft holds; running jobs keep their snapshot.</summary>
    /// <exception cref="SegmentationException">As for creation, and <c>SEG-DEF001-404</c>.</exception>
    public async Task<DefinitionSaved> PatchDefinitionAsync(
        Guid id, DefinitionDraft draft, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxDefinitionsGrain, ServiceResult<DefinitionSaved>>(
            (grain, token) => grain.PatchAsync(id, draft, token), cancellationToken));

    /// <summary>Deletes a definition and the membership of its segment.</summary>
    /// <exception cref="SegmentationException"><c>SEG-DEF001-404</c>; <c>SEG-DEF005-400</c> another definition refers to it.</exception>
    public async Task DeleteDefinitionAsync(Guid id, CancellationToken cancellationToken = default) =>
        _ = GrainCall.Unwrap(await CallAsync<ISandboxDefinitionsGrain, ServiceResult<Done>>(
            (grain, token) => grain.DeleteAsync(id, token), cancellationToken));

    /// <summary>Reads one definition.</summary>
    /// <exception cref="SegmentationException"><c>SEG-DEF001-404</c>.</exception>
    public async Task<SegmentDefinitionDocument> GetDefinitionAsync(Guid id, CancellationToken cancellationToken = default) =>
        (await GetDefinitionsAsync([id], cancellationToken))[0] ?? throw UnknownResource.Definition(id);

    /// <summary>Reads several definitions at once.</summary>
    /// <returns>In the order of the ids; null where there is no such definition.</returns>
    public Task<IReadOnlyList<SegmentDefinitionDocument?>> GetDefinitionsAsync(
        IReadOnlyList<Guid> ids, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxDefinitionsGrain, IReadOnlyList<SegmentDefinitionDocument?>>(
            (grain, token) => grain.GetManyAsync(ids, token), cancellationToken);

    /// <summary>Reads one page of definitions.</summary>
    public Task<DefinitionPage> GetDefinitionPageAsync(
        DefinitionListQuery query, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxDefinitionsGrain, DefinitionPage>(
            (grain, token) => grain.ListAsync(query, token), cancellationToken);

    /// <summary>Lists all definitions, oldest first; pages are read as they are needed.</summary>
    public async IAsyncEnumerable<SegmentDefinitionDocument> ListDefinitionsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var start = 0; ;)
        {
            var page = await GetDefinitionPageAsync(
                new DefinitionListQuery(start, _options.PageSize, OldestFirst, [], null, null, null), cancellationToken);
            foreach (var definition in page.Definitions)
            {
                yield return definition;
            }

            start += page.Definitions.Count;
            if (page.Definitions.Count == 0 || start >= page.TotalCount)
            {
                yield break;
            }
        }
    }
}
