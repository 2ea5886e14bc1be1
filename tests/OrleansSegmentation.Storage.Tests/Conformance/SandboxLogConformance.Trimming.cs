namespace OrleansSegmentation.Storage.Tests.Conformance;

/// <content>Trimming.</content>
public abstract partial class SandboxLogConformance
{
    [Fact]
    public async Task Trim_BelowTheHead_KeepsTheRestAlsoAfterARestart()
    {
        await AppendAsync(5);
        var head = await Log.TrimAsync(1, 3, new SandboxLogSnapshot(4, "snapshot/4"), None);
        Assert.Equal(new SandboxLogHead(1, "a", 5, Entry(5, 1, "").TimeMs, 3, new SandboxLogSnapshot(4, "snapshot/4")), head);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(head, await Log.ReadHeadAsync(None));
            AssertEqual([Entry(4, 1, "entry 4"), Entry(5, 1, "entry 5")], await ReadAsync(4, 5), $"round {round}");
            await RestartAsync();
        }

        Assert.Equal(head with { Term = 2, Opener = "b" }, await Log.OpenAsync("b", None));
        await Log.AppendAsync(Entry(6, 2, "entry 6"), None);
        Assert.Equal(["entry 4", "entry 5", "entry 6"], (await ReadAsync(4, 6)).Select(Text));
    }

    [Fact]
    public async Task Trim_AtTheHead_LeavesALogThatGoesOn()
    {
        await AppendAsync(3);
        await Log.TrimAsync(1, 3, new SandboxLogSnapshot(3, "s"), None);
        await RestartAsync();
        var head = await Log.OpenAsync("b", None);
        Assert.Equal((2, 3, 3), (head.Term, head.Epoch, head.Floor));
        Assert.Empty(await ReadAsync(4, 3));
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Entry(4, 2, "at a time that passed") with { TimeMs = Entry(3, 1, "").TimeMs }, None));
        await Log.AppendAsync(Entry(4, 2, "entry 4"), None);
        Assert.Equal(["entry 4"], (await ReadAsync(4, 4)).Select(Text));
    }

    [Fact]
    public async Task Read_OfATrimmedEntry_SaysThatItIsGone()
    {
        await AppendAsync(5);
        await Log.TrimAsync(1, 2, new SandboxLogSnapshot(2, "s"), None);
        foreach (var first in new[] { 1L, 2L })
        {
            var error = await Assert.ThrowsAsync<EntriesTrimmedException>(() => ReadAsync(first, 5));
            Assert.Equal((first, 2), (error.Epoch, error.Floor));
        }

        Assert.Equal(3, (await ReadAsync(3, 5)).Count);
    }

    [Fact]
    public async Task Trim_ASnapshotOnly_RemovesNothing()
    {
        await AppendAsync(3);
        var head = await Log.TrimAsync(1, 0, new SandboxLogSnapshot(2, "s"), None);
        Assert.Equal((0, new SandboxLogSnapshot(2, "s")), (head.Floor, head.Snapshot));
        Assert.Equal(3, (await ReadAsync(1, 3)).Count);
    }

    [Fact]
    public async Task Trim_RepeatedOrRaised_Succeeds()
    {
        await AppendAsync(4);
        var head = await Log.TrimAsync(1, 1, new SandboxLogSnapshot(2, "s"), None);
        Assert.Equal(head, await Log.TrimAsync(1, 1, new SandboxLogSnapshot(2, "s"), None));
        Assert.Equal(2, (await Log.TrimAsync(1, 2, new SandboxLogSnapshot(2, "s"), None)).Floor);
        Assert.Equal("other", (await Log.TrimAsync(1, 2, new SandboxLogSnapshot(2, "other"), None)).Snapshot!.Name);
        Assert.Equal(4, (await Log.TrimAsync(1, 4, new SandboxLogSnapshot(4, "t"), None)).Floor);
    }

    [Fact]
    public async Task Trim_ByAWriterThatWasOvertaken_IsRefused()
    {
        await AppendAsync(3);
        var head = await Log.OpenAsync("new", None);
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.TrimAsync(1, 2, new SandboxLogSnapshot(3, "s"), None));
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.TrimAsync(3, 2, new SandboxLogSnapshot(3, "s"), None));
        Assert.Equal(head, await Log.ReadHeadAsync(None));
        Assert.Equal(3, (await ReadAsync(1, 3)).Count);
    }

    [Fact]
    public async Task Trim_WithoutOpening_IsRefused() =>
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.TrimAsync(0, 0, new SandboxLogSnapshot(0, "s"), None));

    [Theory]
    [InlineData(1, 3), InlineData(3, 2), InlineData(2, 5), InlineData(5, 5), InlineData(2, 2), InlineData(-1, 3)]
    public async Task Trim_ThatIsOutOfOrder_IsRefused(long floor, long snapshotEpoch)
    {
        await AppendAsync(4);
        var head = await Log.TrimAsync(1, 2, new SandboxLogSnapshot(3, "s"), None);
        await Assert.ThrowsAsync<ArgumentException>(() => Log.TrimAsync(1, floor, new SandboxLogSnapshot(snapshotEpoch, "t"), None));
        Assert.Equal(head, await Log.ReadHeadAsync(None));
    }

    [Fact]
    public async Task Append_OfAnEntryThatIsTrimmed_IsUnknown()
    {
        await AppendAsync(3);
        await Log.TrimAsync(1, 2, new SandboxLogSnapshot(2, "s"), None);
        await Assert.ThrowsAsync<EntriesTrimmedException>(() => Log.AppendAsync(Entry(2, 1, "entry 2"), None));
        await Log.AppendAsync(Entry(3, 1, "entry 3"), None);
        Assert.Equal(3, (await Log.ReadHeadAsync(None)).Epoch);
    }

    [Fact]
    public async Task Trim_OfALargeLog_KeepsEntriesOfSeveralTermsInOrder()
    {
        var random = new Random(11);
        var entries = new List<SandboxLogEntry>();
        for (var term = 1; term <= 4; term++)
        {
            await Log.OpenAsync($"opener {term}", None);
            for (var i = 0; i < 5; i++)
            {
                var epoch = entries.Count + 1;
                entries.Add(new SandboxLogEntry(epoch, term, 1000 + epoch, RandomBytes(random, 50_000)));
                await Log.AppendAsync(entries[^1], None);
            }
        }

        var head = await Log.TrimAsync(4, 12, new SandboxLogSnapshot(18, "s"), None);
        AssertEqual(entries.Skip(12), await ReadAsync(13, 20), "trimmed");
        await RestartAsync();
        Assert.Equal(head, await Log.ReadHeadAsync(None));
        AssertEqual(entries.Skip(12), await ReadAsync(13, 20), "restarted");
        await Log.AppendAsync(entries[14], None);
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(entries[14] with { Term = 4 }, None));
    }

    [Fact]
    public async Task Readers_DuringTrims_SeeRightEntriesOrThatTheyAreGone()
    {
        const int Last = 120;
        await Log.OpenAsync("a", None);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (long seen = 0; seen < Last;)
            {
                await Log.WaitForEpochAfterAsync(seen, None);
                try
                {
                    foreach (var entry in await ReadAsync(seen + 1, (await Log.ReadHeadAsync(None)).Epoch))
                    {
                        Assert.Equal(++seen, entry.Epoch);
                        Assert.Equal(Large(seen).Content.ToArray(), entry.Content.ToArray());
                    }
                }
                catch (EntriesTrimmedException exception)
                {
                    Assert.InRange(exception.Floor, seen + 1, Last);
                    seen = exception.Floor;
                }
            }
        })).ToArray();
        for (var epoch = 1; epoch <= Last; epoch++)
        {
            await Log.AppendAsync(Large(epoch), None);
            if (epoch % 10 == 0) await Log.TrimAsync(1, epoch - 3, new SandboxLogSnapshot(epoch, $"s/{epoch}"), None);
        }

        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(2));

        static SandboxLogEntry Large(long epoch) => Entry(epoch, 1, new string((char)('a' + (epoch % 26)), 10_000));
    }

    private async Task AppendAsync(int count)
    {
        await Log.OpenAsync("a", None);
        for (var epoch = 1; epoch <= count; epoch++) await Log.AppendAsync(Entry(epoch, 1, $"entry {epoch}"), None);
    }
}
