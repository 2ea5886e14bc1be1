using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Tests.Replication;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Jobs that are cancelled, lose their silo or meet a store that fails, while they run.</summary>
public sealed class JobInterruptionTests
{
    [Fact]
    public async Task Cancel_WhilePartitionsEvaluate_EndsCancelledAndLeavesNothing()
    {
        await using var silo = await StartWithRecordsAsync();
        var segment = await silo.DefineAsync("members", "loyalty.points >= 50");
        var held = new Held(silo.Files, partition => partition >= 2);
        var job = await silo.Client.SubmitAsync([segment]);
        await held.AllWaitAsync(2);

        await job.CancelAsync();
        var cancelled = await EndToEndSilo.WaitAsync(job);

        Assert.Equal(SegmentJobStatus.Cancelled, cancelled.Status);
        Assert.Null(cancelled.Metrics.SegmentedProfileCounter);
        await held.ReleaseAsync();
        Assert.Empty(await held.WaitForResultsAsync(job.Id, 0)); // partitions that were about to store one notice a moment later

        var next = await EndToEndSilo.WaitAsync(await silo.Client.SubmitAsync([segment]));
        Assert.Equal((SegmentJobStatus.Succeeded, 150), (next.Status, next.Metrics.SegmentedProfileCounter![segment]));
        Assert.Equal(0, next.Metrics.SegmentedProfileByStatusCounter![segment].Exited); // nothing of the cancelled run became visible
    }

    [Fact]
    public async Task Kill_WhilePartitionsEvaluate_TheNextSiloFinishesTheSameJob()
    {
        var storage = new MemoryStorage();
        var first = await StartWithRecordsAsync(storage);
        var segment = await first.DefineAsync("members", "loyalty.points >= 50");
        var held = new Held(first.Files, partition => partition >= 2);
        var job = await first.Client.SubmitAsync([segment]);
        await held.AllWaitAsync(2);
        var finished = await held.WaitForResultsAsync(job.Id, 2);
        await first.KillAsync();
        await held.ReleaseAsync();

        await using var second = await EndToEndSilo.StartAsync(storage);
        await second.IngestAsync(Enumerable.Range(0, 20).Select(static number => Record(1_000 + number, 99))); // after the pinned epoch
        var done = await EndToEndSilo.WaitAsync(second.Client.GetJob(job.Id));

        Assert.Equal((SegmentJobStatus.Succeeded, 150), (done.Status, done.Metrics.SegmentedProfileCounter![segment]));
        Assert.Equal(200, done.Metrics.TotalProfiles);
        Assert.All(finished, file => Assert.Equal(file.Content, second.Files.Read(file.Name).ToArray())); // not evaluated again
    }

    [Fact]
    public async Task Store_FailsForAWhile_TheJobIsTriedAgainAndSucceeds()
    {
        await using var silo = await StartWithRecordsAsync();
        var segment = await silo.DefineAsync("members", "loyalty.points >= 50");
        var failures = 0;
        silo.Files.BeforeCreate = (name, _) => name.StartsWith("results/", StringComparison.Ordinal) && Interlocked.Increment(ref failures) <= 3
            ? Task.FromException(new IOException("The disk does not answer."))
            : Task.CompletedTask;

        var done = await EndToEndSilo.WaitAsync(await silo.Client.SubmitAsync([segment]));

        Assert.Equal((SegmentJobStatus.Succeeded, 150), (done.Status, done.Metrics.SegmentedProfileCounter![segment]));
        Assert.True(failures > 3);
    }

    [Fact]
    public async Task Store_FailsForGood_TheJobFailsAndNamesThePartition()
    {
        await using var silo = await StartWithRecordsAsync();
        var segment = await silo.DefineAsync("members", "loyalty.points >= 50");
        silo.Files.BeforeCreate = (name, _) => name.StartsWith("results/", StringComparison.Ordinal) && name.EndsWith("/3", StringComparison.Ordinal)
            ? Task.FromException(new IOException("The disk does not answer."))
            : Task.CompletedTask;

        var done = await EndToEndSilo.WaitAsync(await silo.Client.SubmitAsync([segment]));

        Assert.Equal(SegmentJobStatus.Failed, done.Status);
        Assert.Equal(("SEG-RUN001", "Partition 3 did not answer after 5 attempts."), (done.Errors![0].Code, done.Errors[0].Msg));
        Assert.DoesNotContain(silo.Files.Names, static name => name.StartsWith("results/", StringComparison.Ordinal));

        silo.Files.BeforeCreate = static (_, _) => Task.CompletedTask;
        Assert.Equal(SegmentJobStatus.Succeeded, (await EndToEndSilo.WaitAsync(await silo.Client.SubmitAsync([segment]))).Status);
    }

    [Fact]
    public async Task Expression_TakesTooManySteps_FailsAtOnceAndNamesTheSegment()
    {
        await using var silo = await EndToEndSilo.StartAsync(maxStepsPerProfile: 1_000);
        var list = string.Join(',', Enumerable.Range(0, 100));
        await silo.IngestAsync([$$$"""{"identityMap":{"CRMID":[{"id":"c"}]},"list":[{{{list}}}]}"""]);
        var segment = await silo.DefineAsync("pairs", "(select A from list, B from list where A + B > 1000).count() > 0");

        var done = await EndToEndSilo.WaitAsync(await silo.Client.SubmitAsync([segment]));

        Assert.Equal((SegmentJobStatus.Failed, "SEG-RUN002"), (done.Status, done.Errors![0].Code));
        Assert.Contains(segment.ToString(), done.Errors[0].Msg, StringComparison.Ordinal);
        Assert.Equal(0, (await silo.Client.GetJob(done.Id).GetDiagnosticsAsync()).Partitions.Retried);
    }

    private static async Task<EndToEndSilo> StartWithRecordsAsync(MemoryStorage? storage = null)
    {
        var silo = await EndToEndSilo.StartAsync(storage);
        await silo.IngestAsync(Enumerable.Range(0, 200).Select(static number => Record(number, number)));
        return silo;
    }

    private static string Record(int number, int points) =>
        $$$"""{"identityMap":{"CRMID":[{"id":"c-{{{number}}}"}]},"loyalty":{"points":{{{points}}}}}""";

    /// <summary>Keeps some partitions from storing their results, so that a job is in the middle of its run.</summary>
    private sealed class Held
    {
        private readonly MemoryFiles _files;
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _waiting = new(0);

        public Held(MemoryFiles files, Func<int, bool> isHeld)
        {
            _files = files;
            files.BeforeCreate = (name, token) =>
            {
                if (!name.StartsWith("results/", StringComparison.Ordinal) || !isHeld(int.Parse(name.Split('/')[2], null))) return Task.CompletedTask;
                _waiting.Release();
                return _released.Task.WaitAsync(token);
            };
        }

        public async Task AllWaitAsync(int count)
        {
            for (var waiting = 0; waiting < count; waiting++) Assert.True(await _waiting.WaitAsync(TimeSpan.FromMinutes(3)), "The job did not run.");
        }

        public async Task<List<(string Name, byte[] Content)>> WaitForResultsAsync(Guid jobId, int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while (true)
            {
                var names = _files.Names.Where(name => name.StartsWith($"results/{jobId}/", StringComparison.Ordinal)).ToList();
                if (names.Count == count) return [.. names.Select(name => (name, _files.Read(name).ToArray()))];
                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        public async Task ReleaseAsync()
        {
            _files.BeforeCreate = static (_, _) => Task.CompletedTask;
            _released.SetResult();
            await Task.Yield();
        }
    }
}
