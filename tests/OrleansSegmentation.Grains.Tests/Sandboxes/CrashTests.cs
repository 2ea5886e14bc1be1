using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Jobs;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>Random histories in which appends fail before or after they took effect, and another activation takes over.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(11), InlineData(12), InlineData(13), InlineData(14), InlineData(15), InlineData(16)]
    public Task Sandbox_CrashingAtAnyAppend_KeepsWhatItAcknowledged(int seed) => Turn.RunAsync(async () =>
    {
        var random = new Random(seed);
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { MaxUnfinishedPerSandbox = 1000 });
        var segment = await sandbox.DefineAsync("a");
        var keyed = new Dictionary<string, Guid>();
        var forgotten = new HashSet<Guid>();
        var final = new Dictionary<Guid, SegmentJobStatus>();
        var crashes = 0;
        for (var step = 0; step < 300; step++)
        {
            Sabotage(sandbox, random);
            try
            {
                await StepAsync(sandbox, random, segment, keyed, forgotten);
                await sandbox.SettleAsync();
            }
            catch (SandboxUnavailableException)
            {
                crashes++;
                Heal(sandbox);
                sandbox = await sandbox.ReopenAsync();
            }

            Heal(sandbox);
            await sandbox.SettleAsync();
            Check(sandbox, seed, keyed, forgotten, final);
        }

        Assert.InRange(crashes, 10, 290);
        Assert.Contains(SegmentJobStatus.Succeeded, final.Values);
        Assert.Contains(SegmentJobStatus.Cancelled, final.Values);
    });

    private static async Task StepAsync(
        OpenSandbox sandbox, Random random, Guid segment, Dictionary<string, Guid> keyed, HashSet<Guid> forgotten)
    {
        var jobs = sandbox.State.Jobs.Jobs.Values.OrderBy(job => job.Order).ToList();
        switch (random.Next(5))
        {
            case 0 or 1:
                var key = $"key{random.Next(60)}";
                var submitted = (await sandbox.SubmitAsync(new JobSubmission([segment.ToString()], "r", key, "same"))).Value!;
                if (keyed.TryGetValue(key, out var known) && !forgotten.Contains(known)) Assert.Equal(known, submitted.Job.Id);
                keyed[key] = submitted.Job.Id;
                break;
            case 2 when jobs.Count > 0:
                var target = jobs[random.Next(jobs.Count)];
                var wasFinal = target.IsFinal;
                try
                {
                    Assert.True(await sandbox.Jobs.DeleteAsync(target.Id, Guid.NewGuid()));
                }
                finally
                {
                    if (wasFinal) forgotten.Add(target.Id); // perhaps: the answer may be lost
                }

                break;
            case 3 or 4 when sandbox.State.Jobs.ActiveJobs.FirstOrDefault() is { } active:
                if (await sandbox.Runs.AttachAsync(active.Id) is not { Request: not null } attachment) break;
                if (await sandbox.Runs.PublishAsync(active.Id, attachment.Run, OpenSandbox.ResultOf(attachment, 1, sandbox.State.Jobs.LastPublications)))
                    Assert.Equal(SegmentJobStatus.Succeeded, (await sandbox.GetAsync(active.Id))!.Status);
                break;
        }

        sandbox.Clock.Advance(TimeSpan.FromSeconds(random.Next(8)));
        sandbox.Runs.Tick();
    }

    private static void Check(
        OpenSandbox sandbox, int seed, Dictionary<string, Guid> keyed, HashSet<Guid> forgotten, Dictionary<Guid, SegmentJobStatus> final)
    {
        foreach (var id in keyed.Values.Where(id => !forgotten.Contains(id)))
            Assert.True(sandbox.State.Jobs.Find(id) is not null, $"seed {seed}: acknowledged job {id} is lost");
        foreach (var job in sandbox.State.Jobs.Jobs.Values.Where(job => job.IsFinal))
            Assert.True(final.TryAdd(job.Id, job.Status) || final[job.Id] == job.Status, $"seed {seed}: {job.Id} went from {final[job.Id]} to {job.Status}");
        Assert.True(sandbox.State.Jobs.ActiveJobs.Count(job => job.HoldsSlot) <= 1, $"seed {seed}: two jobs run");
    }

    private static void Sabotage(OpenSandbox sandbox, Random random)
    {
        var survives = random.Next(12);
        if (survives > 3) return;
        var isBefore = random.Next(2) == 0;
        Task Crash() => survives-- > 0 ? Task.CompletedTask : Task.FromException(new IOException("crash"));
        if (isBefore) sandbox.Log.BeforeAppend = _ => Crash();
        else sandbox.Log.AfterAppend = _ => Crash();
    }

    private static void Heal(OpenSandbox sandbox)
    {
        sandbox.Log.BeforeAppend = _ => Task.CompletedTask;
        sandbox.Log.AfterAppend = _ => Task.CompletedTask;
    }
}
