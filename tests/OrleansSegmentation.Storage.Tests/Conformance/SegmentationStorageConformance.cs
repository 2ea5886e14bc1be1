namespace OrleansSegmentation.Storage.Tests.Conformance;

public abstract class SegmentationStorageConformance(IStorageUnderTest place) : StorageConformance(place)
{
    [Fact]
    public async Task TakeNumbers_FromANewCounter_StartsAtOneAndRises()
    {
        Assert.Equal(1, await Storage.TakeNumbersAsync("jobs", 1, None));
        Assert.Equal(2, await Storage.TakeNumbersAsync("jobs", 10, None));
        Assert.Equal(12, await Storage.TakeNumbersAsync("jobs", 5000, None));
        Assert.Equal(5012, await Storage.TakeNumbersAsync("jobs", 1, None));
        Assert.Equal(1, await Storage.TakeNumbersAsync("other", 1, None));
    }

    [Fact]
    public async Task TakeNumbers_AfterRestarts_NeverRepeats()
    {
        long last = 0;
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 3; i++)
            {
                var first = await Storage.TakeNumbersAsync("jobs", 400, None);
                Assert.True(first > last, $"{first} after {last}");
                last = first + 399;
            }

            await RestartAsync();
        }
    }

    [Fact]
    public async Task TakeNumbers_ManyAtOnce_GivesEachNumberOnce()
    {
        var firsts = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => Storage.TakeNumbersAsync("jobs", 7, None))));
        Assert.Equal(500, firsts.Distinct().Count());
        Assert.All(firsts, first => Assert.Equal(1, first % 7));
    }

    [Fact]
    public async Task TakeNumbers_NoneOrOfABadCounter_IsRefused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Storage.TakeNumbersAsync("jobs", 0, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Storage.TakeNumbersAsync("../jobs", 1, None));
    }

    [Fact]
    public async Task ListSandboxes_ShowsThoseWithALog()
    {
        Assert.Empty(await ListAsync());
        await Storage.GetLog(SandboxId).OpenAsync("a", None);
        await Storage.GetFiles(Guid.NewGuid()).CreateAsync("a", Bytes("x"), None);
        _ = await Storage.GetLog(Guid.NewGuid()).ReadHeadAsync(None);
        Assert.Equal([SandboxId], await ListAsync());
        await RestartAsync();
        Assert.Equal([SandboxId], await ListAsync());
    }

    [Fact]
    public async Task Check_OfAWorkingStore_Succeeds() => await Storage.CheckAsync(None);

    private async Task<List<Guid>> ListAsync()
    {
        var found = new List<Guid>();
        await foreach (var id in Storage.ListSandboxesAsync(None)) found.Add(id);
        return found;
    }
}
