namespace OrleansSegmentation.Storage.Tests.Conformance;

public abstract partial class SandboxLogConformance(IStorageUnderTest place) : StorageConformance(place)
{
    private ISandboxLog Log => Storage.GetLog(SandboxId);

    [Fact]
    public async Task NewLog_HasAnEmptyHead()
    {
        var head = await Log.ReadHeadAsync(None);
        Assert.Equal((0, 0), (head.Term, head.Epoch));
        Assert.Empty(await ReadAllAsync(head));
    }

    [Fact]
    public async Task Open_EachTime_RaisesTheTermAndNamesTheOpener()
    {
        Assert.Equal(new SandboxLogHead(1, "first", 0, 0), await Log.OpenAsync("first", None));
        Assert.Equal(new SandboxLogHead(2, "second", 0, 0), await Log.OpenAsync("second", None));
        await RestartAsync();
        Assert.Equal(new SandboxLogHead(2, "second", 0, 0), await Log.ReadHeadAsync(None));
        Assert.Equal(new SandboxLogHead(3, "third", 0, 0), await Log.OpenAsync("third", None));
    }

    [Fact]
    public async Task Append_Entries_AreReadBackInOrderAlsoAfterARestart()
    {
        await Log.OpenAsync("a", None);
        SandboxLogEntry[] entries = [Entry(1, 1, "one"), Entry(2, 1, ""), Entry(3, 1, "three")];
        foreach (var entry in entries) await Log.AppendAsync(entry, None);
        await AssertEntriesAsync(entries);

        await RestartAsync();
        var head = await Log.OpenAsync("b", None);
        Assert.Equal(new SandboxLogHead(2, "b", 3, entries[2].TimeMs), head);
        await Log.AppendAsync(Entry(4, 2, "four"), None);
        await AssertEntriesAsync([.. entries, Entry(4, 2, "four")]);
        Assert.Equal([2L, 3L], (await ReadAsync(2, 3)).Select(entry => entry.Epoch));
    }

    [Fact]
    public async Task Append_OfEightMebibytes_IsReadBack()
    {
        await Log.OpenAsync("a", None);
        var entry = new SandboxLogEntry(1, 1, 1000, RandomBytes(new Random(5), 8 << 20));
        await Log.AppendAsync(entry, None);
        await RestartAsync();
        await AssertEntriesAsync([entry]);
    }

    [Fact]
    public async Task Append_SameEntryAgain_SucceedsOnce()
    {
        await Log.OpenAsync("a", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await AssertEntriesAsync([Entry(1, 1, "one")]);
    }

    [Fact]
    public async Task Append_OtherEntryAtACommittedEpoch_IsRefused()
    {
        await Log.OpenAsync("a", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(Entry(1, 1, "other"), None));
        await AssertEntriesAsync([Entry(1, 1, "one")]);
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(3), InlineData(long.MaxValue)]
    public async Task Append_AnythingButTheNextEpoch_IsRefused(long epoch)
    {
        await Log.OpenAsync("a", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(new SandboxLogEntry(epoch, 1, 999_999, Bytes("x")), None));
        await AssertEntriesAsync([Entry(1, 1, "one")]);
    }

    [Fact]
    public async Task Append_WithoutOpening_IsRefused() =>
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(Entry(1, 1, "one"), None));

    [Fact]
    public async Task Append_AtALogTimeThatDoesNotRise_IsRefused()
    {
        await Log.OpenAsync("a", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Entry(2, 1, "two") with { TimeMs = Entry(1, 1, "").TimeMs }, None));
        await AssertEntriesAsync([Entry(1, 1, "one")]);
    }

    [Fact]
    public async Task Append_ByAWriterThatWasOvertaken_IsRefusedButItsCommittedEntryIsConfirmed()
    {
        await Log.OpenAsync("old", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Log.OpenAsync("new", None);
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(Entry(2, 1, "old's"), None));
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Log.AppendAsync(Entry(2, 2, "new's"), None);
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(Entry(2, 1, "old's"), None));
        await AssertEntriesAsync([Entry(1, 1, "one"), Entry(2, 2, "new's")]);
    }

    [Fact]
    public async Task Append_ManyAtOnceForOneEpoch_CommitsExactlyOne()
    {
        await Log.OpenAsync("a", None);
        for (var epoch = 1; epoch <= 20; epoch++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                try
                {
                    await Log.AppendAsync(Entry(epoch, 1, $"writer {i}"), None);
                    return i;
                }
                catch (SandboxLogFencedException)
                {
                    return -1;
                }
            })));
            var winner = Assert.Single(outcomes, outcome => outcome >= 0);
            Assert.Equal($"writer {winner}", Text(Assert.Single(await ReadAsync(epoch, epoch))));
        }
    }

    [Fact]
    public async Task Read_PastTheHead_IsAnError()
    {
        await Log.OpenAsync("a", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Assert.ThrowsAsync<StorageDamagedException>(() => ReadAsync(1, 2));
        Assert.Empty(await ReadAsync(2, 1));
    }

    [Fact]
    public async Task WaitForEpochAfter_CompletesWithTheAppendAndAtOnceWhenItIsThere()
    {
        await Log.OpenAsync("a", None);
        var waiting = Log.WaitForEpochAfterAsync(1, None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        Assert.False(waiting.IsCompleted);
        await Log.AppendAsync(Entry(2, 1, "two"), None);
        await waiting.WaitAsync(TimeSpan.FromMinutes(2));
        await Log.WaitForEpochAfterAsync(0, None).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task WaitForEpochAfter_Cancelled_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = Log.WaitForEpochAfterAsync(7, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Readers_DuringAppends_AlwaysSeeAWholePrefix()
    {
        const int Last = 300;
        await Log.OpenAsync("a", None);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (long seen = 0; seen < Last;)
            {
                await Log.WaitForEpochAfterAsync(seen, None);
                var head = await Log.ReadHeadAsync(None);
                Assert.True(head.Epoch > seen);
                foreach (var entry in await ReadAsync(seen + 1, head.Epoch))
                {
                    Assert.Equal(++seen, entry.Epoch);
                    Assert.Equal($"entry {seen}", Text(entry));
                }
            }
        })).ToArray();
        for (var epoch = 1; epoch <= Last; epoch++) await Log.AppendAsync(Entry(epoch, 1, $"entry {epoch}"), None);
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Logs_OfTwoSandboxes_AreApart()
    {
        var other = Storage.GetLog(Guid.NewGuid());
        await Log.OpenAsync("a", None);
        await other.OpenAsync("b", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        Assert.Equal(0, (await other.ReadHeadAsync(None)).Epoch);
        Assert.Same(Log, Storage.GetLog(SandboxId));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task AnySequenceOfOperations_AgreesWithTheModel(int seed)
    {
        var random = new Random(seed);
        var (term, opener, entries) = (0L, string.Empty, new List<SandboxLogEntry>());
        var (floor, snapshot) = (0L, default(SandboxLogSnapshot));
        for (var step = 0; step < 250; step++)
        {
            var message = $"seed {seed}, step {step}";
            switch (random.Next(12))
            {
                case 0:
                    await RestartAsync();
                    break;
                case 1:
                    opener = $"opener {step}";
                    var head = await Log.OpenAsync(opener, None);
                    Assert.True(head.Term == ++term && head.Opener == opener && head.Epoch == entries.Count, message);
                    break;
                case 2 when entries.Count > floor:
                    await Log.AppendAsync(entries[random.Next((int)floor, entries.Count)], None);
                    break;
                case 3:
                    var stale = new SandboxLogEntry(Math.Max(entries.Count + random.Next(3), floor + 1), term - random.Next(1, 3), 1_000_000 + step, Bytes("stale"));
                    await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(stale, None));
                    break;
                case 4:
                    var first = random.Next((int)floor + 1, entries.Count + 2);
                    var last = random.Next(0, entries.Count + 1);
                    AssertEqual(entries.Skip(first - 1).Take(Math.Max(0, last - first + 1)), await ReadAsync(first, last), message);
                    break;
                case 5 when term > 0:
                    floor = random.Next((int)floor, entries.Count + 1);
                    snapshot = new SandboxLogSnapshot(random.Next((int)Math.Max(floor, snapshot?.Epoch ?? 0), entries.Count + 1), $"snapshot/{step}");
                    Assert.True(await Log.TrimAsync(term, floor, snapshot, None) == await Log.ReadHeadAsync(None), message);
                    break;
                case 6 when floor > 0:
                    var gone = random.NextInt64(1, floor + 1);
                    await Assert.ThrowsAsync<EntriesTrimmedException>(() => ReadAsync(gone, entries.Count));
                    break;
                default:
                    if (term == 0) break;
                    var entry = new SandboxLogEntry(entries.Count + 1, term, 1000 + (step * 10), RandomBytes(random, random.Next(4) == 0 ? random.Next(100_000) : random.Next(100)));
                    await Log.AppendAsync(entry, None);
                    entries.Add(entry);
                    break;
            }

            var found = await Log.ReadHeadAsync(None);
            Assert.True(found == new SandboxLogHead(term, opener, entries.Count, entries.LastOrDefault()?.TimeMs ?? 0, floor, snapshot), message);
        }

        await RestartAsync();
        AssertEqual(entries.Skip((int)floor), await ReadAsync(floor + 1, entries.Count), $"seed {seed}");
    }

    protected static SandboxLogEntry Entry(long epoch, long term, string text) => new(epoch, term, 1000 + (epoch * 10), Bytes(text));

    protected static string Text(SandboxLogEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Content.Span);

    protected async Task<List<SandboxLogEntry>> ReadAsync(long first, long last)
    {
        var entries = new List<SandboxLogEntry>();
        await foreach (var entry in Log.ReadAsync(first, last, None)) entries.Add(entry);
        return entries;
    }

    protected async Task AssertEntriesAsync(IReadOnlyList<SandboxLogEntry> expected)
    {
        var head = await Log.ReadHeadAsync(None);
        Assert.Equal(expected.Count, head.Epoch);
        AssertEqual(expected, await ReadAllAsync(head), "log");
    }

    private Task<List<SandboxLogEntry>> ReadAllAsync(SandboxLogHead head) => ReadAsync(1, head.Epoch);

    private static void AssertEqual(IEnumerable<SandboxLogEntry> expected, IEnumerable<SandboxLogEntry> found, string message)
    {
        static string Describe(SandboxLogEntry entry) => $"{entry.Epoch} {entry.Term} {entry.TimeMs} {Convert.ToHexString(entry.Content.Span)}";
        Assert.True(expected.Select(Describe).SequenceEqual(found.Select(Describe)), message);
    }
}
