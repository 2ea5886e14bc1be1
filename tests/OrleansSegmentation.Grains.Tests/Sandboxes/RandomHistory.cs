using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>Steps of a random life of a sandbox: definitions, policies, jobs in every state, batches, time.</summary>
internal static class RandomHistory
{
    private static readonly string[] Keys = ["k1", "k2", "k3"];

    /// <summary>Takes one step.</summary>
    public static async Task StepAsync(OpenSandbox sandbox, Random random)
    {
        var state = sandbox.State;
        var definitions = state.Definitions.OldestFirst.ToList();
        var job = Pick(random, state.Jobs.Jobs.Values.OrderBy(job => job.Order).ToList());
        switch (random.Next(23))
        {
            case 0 or 1:
                var target = Pick(random, definitions);
                await sandbox.Definitions.CreateAsync(OpenSandbox.Draft(
                    $"d{random.Next(40)}", target is null || random.Next(2) == 0 ? "true" : $"in:{target.Id}"));
                break;
            case 2 when Pick(random, definitions) is { } changed:
                var reference = Pick(random, definitions)!;
                await sandbox.Definitions.PatchAsync(changed.Id, new DefinitionDraft
                {
                    Description = $"{random.Next(5)}",
                    Expression = random.Next(2) == 0 ? null : new ExpressionDocument("PQL", "pql/text", $"in:{reference.Id}"),
                });
                break;
            case 3 when Pick(random, definitions) is { } gone:
                await sandbox.Definitions.DeleteAsync(gone.Id);
                break;
            case 4:
                await sandbox.Pump.RunAsync(new MergePolicyDecisions(new MergePolicyOptions()).Create(Guid.NewGuid(), new MergePolicyDraft(
                    "p", SchemaReference.ProfileName, new IdentityGraphDocument("pdg"), new AttributeMergeDocument("timestampOrdered", null),
                    random.Next(2) == 0, random.Next(2) == 0)));
                break;
            case >= 5 and <= 8:
                var chosen = definitions.Where(_ => random.Next(3) == 0).Select(definition => definition.Id.ToString()).ToList();
                await sandbox.SubmitAsync(new JobSubmission(
                    random.Next(5) == 0 ? null : chosen, "r", random.Next(2) == 0 ? null : Keys[random.Next(3)], $"{random.Next(2)}"));
                break;
            case 9 when job is not null:
                await sandbox.Jobs.DeleteAsync(job.Id, Guid.NewGuid());
                break;
            case 10 or 11 when job is not null:
                await sandbox.Runs.AttachAsync(job.Id);
                break;
            case 12 when job is not null:
                await sandbox.Runs.BeginAsync(job.Id, job.Run - random.Next(2));
                break;
            case 13 when job is not null:
                await sandbox.Runs.FailAsync(job.Id, job.Run, new JobError("SEG-RUN001", "no answer"));
                break;
            case >= 14 and <= 16 when Pick(random, state.Jobs.ActiveJobs.ToList()) is { } active:
                if (active.Status == SegmentJobStatus.Cancelling) await sandbox.Runs.StoppedAsync(active.Id, active.Run);
                else if (await sandbox.Runs.AttachAsync(active.Id) is { Request: not null } attachment)
                    await sandbox.Runs.PublishAsync(active.Id, attachment.Run, OpenSandbox.ResultOf(attachment, random.Next(9), sandbox.State.Jobs.LastPublications));
                break;
            case 17:
                var batch = new IngestReceipt(Guid.NewGuid(), 1, 1, 0, []);
                await sandbox.Pump.RunAsync((current, _) => Decision<bool>.Append(true, new BatchItem(
                    batch, new Attachment(null, [1]), new Attachment(null, [2]), [], [.. current.NextNumbers.Select(number => number + 1)])));
                break;
            case 18:
                sandbox.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, 20_000_000)));
                break;
            case 20:
                await sandbox.Schedules.CreateAsync(new ScheduleDraft(
                    "s", random.Next(3) == 0 ? null : "active", "batch_segmentation", $"0 0 {random.Next(24)} * * ?",
                    new ScheduleProperties(random.Next(2) == 0 ? ["*"] : [.. definitions.Take(2).Select(definition => definition.Id.ToString()), "gone"], null)));
                break;
            case 21 when Pick(random, state.Schedules.NewestFirst.ToList()) is { } schedule:
                if (random.Next(3) == 0) await sandbox.Schedules.TriggerAsync(schedule.Id);
                else if (random.Next(3) == 0) await sandbox.Schedules.DeleteAsync(schedule.Id);
                else await sandbox.Schedules.PatchAsync(schedule.Id, new SchedulePatch(null, random.Next(2) == 0 ? "active" : "inactive", null, null));
                break;
            case 22:
                await sandbox.Schedules.TickAsync();
                break;
            default:
                sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
                sandbox.Runs.Tick();
                break;
        }
    }

    private static T? Pick<T>(Random random, IReadOnlyList<T> items)
        where T : class => items.Count == 0 ? null : items[random.Next(items.Count)];
}
