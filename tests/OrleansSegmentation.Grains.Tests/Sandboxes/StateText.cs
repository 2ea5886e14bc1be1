using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>Everything in a state as text, so that two states can be compared and a difference can be read.</summary>
internal static class StateText
{
    public static string Of(SandboxState state)
    {
        var documents = new JobDocuments(state.Created.OrganizationId, state.Reference);
        var now = state.TimeMs;
        var parts = new List<object?>
        {
            new { state.Epoch, state.TimeMs, state.DataEpoch, state.Descriptor, state.PartitionCount, state.ShardCount, Next = state.NextNumbers.ToArray() },
            state.Definitions.All.OrderBy(definition => definition.InternalId).Select(definition => new { definition, definition.InternalId }).ToList(),
            state.Definitions.LastInternalId,
            state.MergePolicies.All.OrderBy(policy => policy.Id).ToList(),
            state.Jobs.Jobs.Values.OrderBy(job => job.Order).Select(job => new
            {
                Json = JsonSerializer.Serialize(documents.Of(job), SegmentJobJson.Default.SegmentJobDocument),
                Diagnostics = JobDiagnosticsBuilder.Build(state, job, null),
                job.Run,
                job.AttachesWithoutProgress,
                job.Progress,
                job.CancelledAtMs,
            }).ToList(),
            state.Jobs.Waiting.ToList(),
            state.Jobs.Active.ToList(),
            state.Jobs.UnfinishedOfCallers,
            state.Jobs.LastPublications.OrderBy(pair => pair.Key).ToList(),
            state.Jobs.Keys.Entries.OrderBy(pair => pair.Key).Select(pair => new { pair.Key, pair.Value.Value, pair.Value.AtMs }).ToList(),
            state.Jobs.DeleteRequests.Entries.OrderBy(pair => pair.Key).Select(pair => new { pair.Key, pair.Value.Value, pair.Value.AtMs }).ToList(),
            state.Removals.ToSnapshot(),
            state.Batches.Entries.OrderBy(pair => pair.Key).Select(pair => new { pair.Key, Known = state.Batches.TryFind(pair.Key, now, out _) }).ToList(),
        };
        return string.Join("\n", parts.Select(part => JsonSerializer.Serialize(part)));
    }
}
