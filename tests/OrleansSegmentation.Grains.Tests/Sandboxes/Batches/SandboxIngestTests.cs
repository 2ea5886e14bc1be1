using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Batches;

namespace OrleansSegmentation.Grains.Tests.Sandboxes.Batches;

public sealed class SandboxIngestTests
{
    private static readonly SideThread Thread = new();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public Task Submit_RandomBatches_KeepsOneClusterPerConnectedComponent(int seed) => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        var random = new Random(seed);
        var components = new Components();
        for (var round = 0; round < 60; round++)
        {
            var waiting = new List<Task<ServiceResult<IngestReceipt>>>();
            for (var i = random.Next(4); i >= 0; i--) waiting.Add(ingest.SubmitAsync(RandomBatch(random, components, profiles)));
            foreach (var answer in await Task.WhenAll(waiting)) Assert.Null(answer.Fault);
        }

        var index = profiles.Replay(sandbox.State.Epoch);
        Assert.Equal(components.Keys.Order(), index.Keys.Order());
        foreach (var (key, cluster) in index)
        {
            foreach (var (other, otherCluster) in index)
            {
                Assert.True(
                    (cluster == otherCluster) == components.AreOne(key, other),
                    $"seed {seed}: {key} is in {cluster}, {other} in {otherCluster}, connected: {components.AreOne(key, other)}");
            }
        }

        Assert.Contains(Batches(sandbox), batch => batch.Moves.Count > 0);
        // A number never changes meaning and is never reused: losers are gone for good.
        var losers = Batches(sandbox).SelectMany(batch => batch.Moves).Select(move => move.Loser).ToList();
        Assert.Equal(losers.Count, losers.Distinct().Count());
        Assert.Empty(losers.Intersect(index.Values));
    });

    [Fact]
    public Task Submit_SameBatchTwice_GetsTheFirstAnswerAndIsCommittedOnce() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        var batch = Batch([[1, 2], [3]]);
        profiles.Know(batch);

        var first = await ingest.SubmitAsync(batch);
        var second = await ingest.SubmitAsync(batch with { Receipt = batch.Receipt with { Received = 99 } });

        Assert.Equal(2, first.Value!.Received);
        Assert.Equal(2, second.Value!.Received);
        Assert.Single(Batches(sandbox));
        Assert.Contains(sandbox.State.Epoch, profiles.Hints);
    });

    [Fact]
    public Task Submit_WhileAnotherIsAtWork_SharesOneEntryAndGetsItsOwnReceipt() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        await SubmitAsync(profiles, ingest, [[1], [2]]);
        var (held, answers) = Hold(profiles, ingest, [[9]]);
        int[][][] batches = [[[1, 3]], [[4], [5]], [[3, 2], [6]]];
        answers.AddRange(batches.Select(records => Start(profiles, ingest, records)));
        held.SetResult();
        var receipts = await Task.WhenAll(answers);

        Assert.Equal([1, 1, 2, 2], receipts.Select(receipt => receipt.Value!.Accepted));
        var group = LogEntryJson.Decode(sandbox.Log.Entries[^1]).Items.OfType<BatchItem>().ToList();
        Assert.Equal(receipts.Skip(1).Select(receipt => receipt.Value!.BatchId), group.Select(item => item.Receipt.BatchId));
        Assert.Equal([0, 1, 3], group.Select(item => item.FirstPosition));
        Assert.Equal([1, 0, 0], group.Select(item => item.Moves.Count)); // 1 and 2 are one through 3, before any record is applied
        var index = profiles.Replay(sandbox.State.Epoch);
        Assert.Single(new[] { 1, 2, 3 }.Select(key => index[KeyOf(key)]).Distinct());
        Assert.Equal(7, index.Count);
    });

    [Fact]
    public Task Submit_SameBatchWhileItWaits_GetsTheSameAnswerAndIsCommittedOnce() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        await SubmitAsync(profiles, ingest, [[1]]);
        var (held, answers) = Hold(profiles, ingest, [[9]]);
        var batch = Batch([[1, 2], [3]]);
        profiles.Know(batch);
        answers.Add(ingest.SubmitAsync(batch));
        answers.Add(ingest.SubmitAsync(batch with { Receipt = batch.Receipt with { Received = 99 } }));
        held.SetResult();
        var receipts = await Task.WhenAll(answers);

        Assert.Equal(2, receipts[1].Value!.Received);
        Assert.Equal(receipts[1].Value, receipts[2].Value);
        Assert.Single(Batches(sandbox), item => item.Receipt.BatchId == batch.Receipt.BatchId);
    });

    [Fact]
    public Task Submit_KeysThatDoNotFit_FailAloneAndNotWithTheirNeighbours() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        await SubmitAsync(profiles, ingest, [[1]]);
        var (held, answers) = Hold(profiles, ingest, [[9]]);
        var bad = Batch([[1, 2], [3]]) with { RecordKeyCounts = [1, 1] };
        await Assert.ThrowsAsync<ArgumentException>(async () => await ingest.SubmitAsync(bad));
        answers.Add(Start(profiles, ingest, [[7]]));
        held.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Null(answer.Fault));
        Assert.Equal(3, Batches(sandbox).Count);
    });

    [Fact]
    public Task Submit_MoreRecordsThanAGroupHolds_AreCommittedByFurtherEntries() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        await SubmitAsync(profiles, ingest, [[1]]);
        var (held, answers) = Hold(profiles, ingest, [[9]]);
        int[][] large = [.. Enumerable.Range(0, BatchGroup.MaxRecords).Select(i => new[] { i })];
        answers.Add(Start(profiles, ingest, [[2]]));
        answers.Add(Start(profiles, ingest, large));
        answers.Add(Start(profiles, ingest, [[3]]));
        held.SetResult();
        Assert.All(await Task.WhenAll(answers), answer => Assert.Null(answer.Fault));

        Assert.Equal([1, 1, 1, 1, 1], sandbox.Log.Entries.Select(entry => LogEntryJson.Decode(entry).Items.OfType<BatchItem>().Count()).Where(count => count > 0));
    });

    [Fact]
    public Task Submit_PublicationInBetween_IsResolvedAgainOnTopOfIt() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        await SubmitAsync(profiles, ingest, [[1]]);
        await SubmitAsync(profiles, ingest, [[2]]);
        var dropped = false;
        profiles.BeforeFind = async _ =>
        {
            if (dropped) return;
            dropped = true;
            await sandbox.Pump.RunAsync((_, _) => Decision<bool>.Append(true, new DropItem(Guid.NewGuid())));
        };

        await SubmitAsync(profiles, ingest, [[1, 2]]);

        Assert.True(profiles.FindEpochs[^1] > profiles.FindEpochs[^2]);
        Assert.Equal(3, Batches(sandbox).Count);
        Assert.Single(Batches(sandbox)[^1].Moves);
        Assert.Empty(await StagedAsync(sandbox));
    });

    [Fact]
    public Task Submit_LargeParts_AreStagedBesideTheLog() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        var batch = Batch([.. Enumerable.Range(0, 20_000).Select(i => new[] { i })]);
        profiles.Know(batch);
        Assert.Null((await ingest.SubmitAsync(batch)).Fault);

        var item = Batches(sandbox).Single();
        Assert.StartsWith("staged/1/", item.Route.Name, StringComparison.Ordinal);
        Assert.NotNull(item.Payload.Inline);
        Assert.Equal(20_000, profiles.Replay(sandbox.State.Epoch).Count);
    });

    [Fact]
    public Task Submit_IndexThatDoesNotAnswer_IsRefusedAndNothingHappened() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync(new IngestOptions { AnswerTimeout = TimeSpan.FromMilliseconds(100) });
        await SubmitAsync(profiles, ingest, [[1]]);
        var epoch = sandbox.State.Epoch;
        var asked = new TaskCompletionSource();
        profiles.BeforeFind = _ =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task;
        };
        var batch = Batch([[1, 2]]);
        profiles.Know(batch);

        var submitting = ingest.SubmitAsync(batch);
        await asked.Task;
        sandbox.Clock.Advance(TimeSpan.FromMilliseconds(100));
        var fault = (await submitting).Fault!;
        Assert.Equal((503, 5), (fault.Status, fault.RetryAfterSeconds));
        Assert.Equal(epoch, sandbox.State.Epoch);

        profiles.BeforeFind = _ => Task.CompletedTask;
        Assert.Null((await ingest.SubmitAsync(batch)).Fault); // the same batch again
    });

    [Fact]
    public Task Submit_TooManyWaiting_IsRefusedWithATimeToRetry() => Turn.RunAsync(async () =>
    {
        var (_, profiles, ingest) = await OpenAsync(new IngestOptions { MaxWaitingBatches = 2 });
        await SubmitAsync(profiles, ingest, [[1]]);
        var held = new TaskCompletionSource();
        profiles.BeforeFind = _ => held.Task;
        var accepted = Enumerable.Range(0, 3).Select(i => Start(profiles, ingest, [[i]])).ToList(); // one at work, two waiting

        var fault = (await Start(profiles, ingest, [[9]])).Fault!;
        Assert.Equal((429, 5), (fault.Status, fault.RetryAfterSeconds));
        held.SetResult();
        Assert.All(await Task.WhenAll(accepted), answer => Assert.Null(answer.Fault));
    });

    [Fact]
    public Task Submit_WhilePartitionsAreFarBehind_WaitsForThemToApplyTheOldestEntries() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync(new IngestOptions { MaxReplicaLagBytes = 1000 });
        var epochs = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            var batch = Batch([[i]]) with { PayloadBytes = 400 };
            profiles.Know(batch);
            Assert.Null((await ingest.SubmitAsync(batch)).Fault);
            epochs.Add(sandbox.State.Epoch);
        }

        var asked = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var applied = new TaskCompletionSource();
        profiles.Reach = epoch =>
        {
            asked.TrySetResult(epoch);
            return applied.Task;
        };
        var waiting = Start(profiles, ingest, [[9]]);

        Assert.Equal(epochs[1], await asked.Task); // 1,200 bytes behind: 800 of them bring it to less than half of 1,000
        Assert.Equal(epochs[2], sandbox.State.Epoch);
        Assert.False(waiting.IsCompleted);
        applied.SetResult();
        Assert.Null((await waiting).Fault);
        profiles.Reach = _ => throw new InvalidOperationException("Nobody is behind any more.");
        await SubmitAsync(profiles, ingest, [[10]]);
    });

    [Fact]
    public Task Submit_PartitionsThatStayBehind_IsRefusedWithATimeToRetryAndNothingHappened() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync(new IngestOptions { MaxReplicaLagBytes = 1000 });
        var large = Batch([[1]]) with { PayloadBytes = 4000 };
        profiles.Know(large);
        Assert.Null((await ingest.SubmitAsync(large)).Fault);
        profiles.Reach = _ => Task.FromException(new TimeoutException());

        var fault = (await Start(profiles, ingest, [[2]])).Fault!;

        Assert.Equal((503, 5), (fault.Status, fault.RetryAfterSeconds));
        Assert.Single(Batches(sandbox));
        profiles.Reach = _ => Task.CompletedTask;
        await SubmitAsync(profiles, ingest, [[2]]);
    });

    [Fact]
    public Task Submit_WhenAnotherWriterTookOver_FailsAsRetryable() => Turn.RunAsync(async () =>
    {
        var (sandbox, profiles, ingest) = await OpenAsync();
        await sandbox.ReopenAsync();
        await Assert.ThrowsAsync<SandboxUnavailableException>(() => Start(profiles, ingest, [[1]]));
        Assert.Empty(Batches(sandbox));
    });

    private static async Task<(OpenSandbox Sandbox, FakeProfiles Profiles, SandboxIngest Ingest)> OpenAsync(IngestOptions? options = null)
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = OpenSandbox.Descriptor.SandboxId;
        var profiles = new FakeProfiles(sandbox.Storage, id);
        sandbox.Pump.Committed += entry => profiles.Hint(4, entry.Epoch);
        return (sandbox, profiles, new SandboxIngest(
            sandbox.Pump, sandbox.Storage.GetFiles(id), profiles, Thread, new DataTurn(), options ?? new IngestOptions(), sandbox.Clock, NullLogger.Instance));
    }

    private static List<BatchItem> Batches(OpenSandbox sandbox) =>
        [.. sandbox.Log.Entries.SelectMany(entry => LogEntryJson.Decode(entry).Items).OfType<BatchItem>()];

    private static async Task<List<string>> StagedAsync(OpenSandbox sandbox)
    {
        var names = new List<string>();
        await foreach (var name in sandbox.Storage.GetFiles(OpenSandbox.Descriptor.SandboxId).ListAsync("staged/", CancellationToken.None)) names.Add(name);
        return names;
    }

    private static async Task SubmitAsync(FakeProfiles profiles, SandboxIngest ingest, int[][] records) =>
        Assert.Null((await Start(profiles, ingest, records)).Fault);

    private static Task<ServiceResult<IngestReceipt>> Start(FakeProfiles profiles, SandboxIngest ingest, int[][] records)
    {
        var batch = Batch(records);
        profiles.Know(batch);
        return ingest.SubmitAsync(batch);
    }

    // A batch that is at work until the task is completed, so that what is submitted meanwhile waits.
    private static (TaskCompletionSource Held, List<Task<ServiceResult<IngestReceipt>>> Answers) Hold(FakeProfiles profiles, SandboxIngest ingest, int[][] records)
    {
        var held = new TaskCompletionSource();
        profiles.BeforeFind = _ => held.Task;
        return (held, [Start(profiles, ingest, records)]);
    }

    private static BatchSubmission RandomBatch(Random random, Components components, FakeProfiles profiles)
    {
        var records = Enumerable.Range(0, 1 + random.Next(5))
            .Select(_ => Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(150)).ToArray()).ToArray();
        foreach (var record in records) components.Join(record.Select(KeyOf));
        var batch = Batch(records);
        profiles.Know(batch);
        return batch;
    }

    private static BatchSubmission Batch(int[][] records) => new(
        new IngestReceipt(Guid.NewGuid(), records.Length, records.Length, 0, []), null, new byte[] { 1, 2, 3 },
        [.. records.Select(record => record.Length)], [.. records.SelectMany(record => record.Select(KeyOf))]);

    private static UInt128 KeyOf(int number) => new(0, (ulong)number * 0x9E37_79B9_7F4A_7C15);

    /// <summary>Connected components, the slow and plain way.</summary>
    private sealed class Components
    {
        private readonly Dictionary<UInt128, HashSet<UInt128>> _sets = [];

        public IEnumerable<UInt128> Keys => _sets.Keys;

        public bool AreOne(UInt128 one, UInt128 other) => _sets[one].Contains(other);

        public void Join(IEnumerable<UInt128> keys)
        {
            var all = new HashSet<UInt128>();
            foreach (var key in keys) all.UnionWith(_sets.TryGetValue(key, out var set) ? set : [key]);
            foreach (var key in all) _sets[key] = all;
        }
    }
}
