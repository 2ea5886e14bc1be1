using Microsoft.Extensions.Time.Testing;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;
using OrleansSegmentation.Grains.Tests.Replication;

namespace OrleansSegmentation.Grains.Tests.Sandboxes.Upkeep;

public sealed class UploadsTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly MemoryFiles _files = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Uploads _uploads;

    public UploadsTests() => _uploads = new Uploads(term: 3, _files, _clock, Lifetime);

    [Fact]
    public async Task TakeAsync_OfAnotherTermOrNoUpload_IsRefused()
    {
        foreach (var name in new[] { StagedName.NewUpload(2), StagedName.NewUpload(4), "staged/3/aaaa", "staged/ingest/aaaa", "results/x/upload-1" })
        {
            await _files.CreateAsync(name, new byte[1], CancellationToken.None);
            Assert.Null(await _uploads.TakeAsync(name));
        }
    }

    [Fact]
    public async Task TakeAsync_FileIsGone_IsRefused() => Assert.Null(await _uploads.TakeAsync(StagedName.NewUpload(3)));

    [Fact]
    public async Task TryDeleteAsync_InUse_LeavesItUntilTheLastUseEnds()
    {
        var name = await UploadAsync();
        var first = await _uploads.TakeAsync(name);
        var second = await _uploads.TakeAsync(name);
        Assert.False(await _uploads.TryDeleteAsync(name));
        first!.Dispose();
        Assert.False(await _uploads.TryDeleteAsync(name));
        second!.Dispose();
        Assert.True(await _uploads.TryDeleteAsync(name));
        Assert.DoesNotContain(name, _files.Names);
    }

    [Fact]
    public async Task TakeAsync_WhileItIsDeleted_IsRefused()
    {
        var name = await UploadAsync();
        var held = new TaskCompletionSource();
        _files.BeforeDelete = _ => held.Task;
        var deleting = _uploads.TryDeleteAsync(name);

        Assert.Null(await _uploads.TakeAsync(name)); // although the file is still there
        Assert.Contains(name, _files.Names);

        held.SetResult();
        Assert.True(await deleting);
        Assert.Null(await _uploads.TakeAsync(name));
    }

    [Fact]
    public async Task FindAbandoned_SeenForTheWholeLifetime_NamesIt()
    {
        var (old, young) = (await UploadAsync(), await UploadAsync());
        Assert.Empty(_uploads.FindAbandoned([old]));
        _clock.Advance(Lifetime - TimeSpan.FromSeconds(1));
        Assert.Empty(_uploads.FindAbandoned([old, young]));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([old], _uploads.FindAbandoned([old, young]));
    }

    [Fact]
    public void FindAll_NamesInJson_AreFoundWhereverTheyStand()
    {
        var json = """{"a":{"name":"staged/1/x"},"b":["staged/22/upload-y","other"],"c":"text staged/3/z","staged/4/w":1}"""u8;
        Assert.Equal(["staged/1/x", "staged/22/upload-y", "staged/4/w"], StagedName.FindAll(json));
        Assert.Empty(StagedName.FindAll("\"staged/"u8));
    }

    [Fact]
    public void Parse_Names_TellsTermAndKind()
    {
        Assert.Equal(new StagedName(7, IsUpload: false), StagedName.Parse("staged/7/abc"));
        Assert.Equal(new StagedName(7, IsUpload: true), StagedName.Parse(StagedName.NewUpload(7)));
        Assert.Equal(new StagedName(0, IsUpload: true), StagedName.Parse("staged/ingest/abc"));
        Assert.Null(StagedName.Parse("staged/x/abc"));
        Assert.Null(StagedName.Parse("staged/abc"));
        Assert.Null(StagedName.Parse("results/1/abc"));
    }

    private async Task<string> UploadAsync()
    {
        var name = StagedName.NewUpload(3);
        await _files.CreateAsync(name, new byte[1], CancellationToken.None);
        return name;
    }
}
