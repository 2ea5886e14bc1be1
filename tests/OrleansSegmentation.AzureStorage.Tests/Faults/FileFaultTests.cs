using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Tests.Faults;

/// <summary>Files and documents whose answers are lost; large files; local copies.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class FileFaultTests(AzuriteFixture azurite) : FaultTests(azurite)
{
    private const int Large = (8 << 20) + (3 << 20) + 5;

    private IPartitionStore Files => Storage.GetFiles(SandboxId);

    private IPartitionStore Other => OtherSilo.GetFiles(SandboxId);

    [Fact]
    public async Task Create_WhoseAnswerIsLost_IsCreated()
    {
        Network.LoseAnswer("PUT", "/files/a");
        Assert.Equal(CreateOutcome.Created, await Files.CreateAsync("a", "mine"u8.ToArray(), None));
    }

    [Fact]
    public async Task Create_OvertakenByAnother_LeavesItsFile()
    {
        Network.Before("PUT", "/files/a", () => Other.CreateAsync("a", "other's"u8.ToArray(), None));
        Assert.Equal(CreateOutcome.AlreadyExists, await Files.CreateAsync("a", "mine"u8.ToArray(), None));
        Assert.Equal("other's", Text(await Files.ReadAsync("a", None)));
    }

    [Fact]
    public async Task Document_WhoseAnswerIsLost_HasTheNewVersion()
    {
        Network.LoseAnswer("PUT", "/files/d");
        var first = await Files.ReplaceDocumentAsync("d", "one"u8.ToArray(), null, None);
        Network.LoseAnswer("PUT", "/files/d");
        var second = await Files.ReplaceDocumentAsync("d", "two"u8.ToArray(), first, None);
        var document = await Other.ReadDocumentAsync("d", None);
        Assert.Equal((second, "two"), (document!.ETag, Text(document.Content)));
    }

    [Fact]
    public async Task Document_WhoseAnswerIsLostAndThatIsReplacedMeanwhile_CountsAsReplacedAndNotAsRefused()
    {
        var first = await Files.ReplaceDocumentAsync("d", "one"u8.ToArray(), null, None);
        Network.LoseAnswerAfter("PUT", "/files/d", async () =>
        {
            var mine = await Other.ReadDocumentAsync("d", None);
            for (var i = 0; i < 3; i++) mine = mine! with { ETag = (await Other.ReplaceDocumentAsync("d", "other's"u8.ToArray(), mine.ETag, None))! };
        });
        var second = await Files.ReplaceDocumentAsync("d", "two"u8.ToArray(), first, None);
        Assert.NotNull(second); // whoever deleted the files that "two" names would take them from the other's documents
        Assert.Null(await Files.ReplaceDocumentAsync("d", "three"u8.ToArray(), second, None));
        Assert.Equal("other's", Text((await Files.ReadDocumentAsync("d", None))!.Content));
    }

    [Fact]
    public async Task TakeNumbers_WhoseAnswerIsLost_GivesNoNumberTwice()
    {
        var taken = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            Network.LoseAnswer("PUT", "counters/jobs");
            taken.Add(await Storage.TakeNumbersAsync("jobs", 3, None));
            Network.Before("PUT", "counters/jobs", async () => taken.Add(await OtherSilo.TakeNumbersAsync("jobs", 3, None)));
            taken.Add(await Storage.TakeNumbersAsync("jobs", 3, None));
        }

        Assert.Equal(15, taken.Distinct().Count());
        Assert.All(taken, first => Assert.Equal(1, first % 3));
    }

    [Fact]
    public async Task Create_LargeFiles_AreReadBackWhole()
    {
        var content = new byte[Large];
        new Random(7).NextBytes(content);
        Network.LoseAnswer("PUT", "/files/memory");
        Assert.Equal(CreateOutcome.Created, await Files.CreateAsync("memory", content, None));
        Assert.Equal(CreateOutcome.Created, await Files.CreateAsync("stream", (stream, token) => stream.WriteAsync(content, token).AsTask(), None));
        Assert.Equal(CreateOutcome.AlreadyExists, await Files.CreateAsync("stream", (stream, token) => stream.WriteAsync(content, token).AsTask(), None));
        foreach (var name in new[] { "memory", "stream" })
        {
            using var file = await Other.OpenAsync(name, None);
            var read = new byte[file!.Length];
            file.Read(0, read);
            Assert.True(read.AsSpan().SequenceEqual(content), name);
        }
    }

    [Fact]
    public async Task Create_LargeFilesOfOneNameAtOnce_NeverMixesThem()
    {
        var contents = Enumerable.Range(1, 2).Select(static value =>
        {
            var content = new byte[Large + value];
            content.AsSpan().Fill((byte)value);
            return content;
        }).ToArray();
        var outcomes = await Task.WhenAll(contents.Select((content, i) => (i == 0 ? Other : Files).CreateAsync("one", content, None)));
        var winner = contents[Array.IndexOf(outcomes, CreateOutcome.Created)];
        Assert.Single(outcomes, outcome => outcome == CreateOutcome.Created);
        Assert.True((await Files.ReadAsync("one", None))!.Value.Span.SequenceEqual(winner));
    }

    [Fact]
    public async Task Open_AgainAndByManyAtOnce_DownloadsOnce()
    {
        await Other.CreateAsync("a", new byte[100_000], None);
        var files = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Files.OpenAsync("a", None).AsTask()));
        foreach (var file in files) file!.Dispose();
        (await Files.OpenAsync("a", None))!.Dispose();
        Assert.Equal(1, Network.Count("GET", "/files/a"));
    }

    [Fact]
    public async Task Open_FileThatThisSiloWrote_DownloadsNothing()
    {
        await Files.CreateAsync("a", (stream, token) => stream.WriteAsync(new byte[1000], token).AsTask(), None);
        using var file = await Files.OpenAsync("a", None);
        Assert.Equal(1000, file!.Length);
        Assert.Equal(0, Network.Count("GET", "/files/a"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Copies())));
    }

    [Fact]
    public async Task Open_WithDeletedOrDamagedCopies_DownloadsAgain()
    {
        await Other.CreateAsync("a", "content"u8.ToArray(), None);
        (await Files.OpenAsync("a", None))!.Dispose();
        Directory.Delete(Account.CacheDirectory, recursive: true);
        Assert.Equal("content", await ReadOpenedAsync(Files));
        await File.WriteAllTextAsync(Assert.Single(Copies()), "damaged");
        using var restarted = await Account.OpenAsync();
        Assert.Equal("content", await ReadOpenedAsync(restarted.GetFiles(SandboxId)));
        await File.WriteAllTextAsync(Assert.Single(Copies()), "short");
        Assert.Equal("content", await ReadOpenedAsync(Files));
    }

    [Fact]
    public async Task Copies_TogetherLargerThanTheBound_AreEvictedOldestFirst()
    {
        const int Length = 300_000;
        using var small = await Account.OpenAsync(cacheBytes: 1 << 20);
        var files = small.GetFiles(SandboxId);
        for (var i = 0; i < 12; i++)
        {
            await Other.CreateAsync($"f{i}", new byte[Length], None);
            using var file = await files.OpenAsync($"f{i}", None);
            Assert.Equal(Length, file!.Length);
            Assert.True(Copies().Sum(static copy => new FileInfo(copy).Length) <= 1 << 20);
        }

        await Other.CreateAsync("huge", new byte[2 << 20], None); // larger than the bound, and yet it must be readable
        using var huge = await files.OpenAsync("huge", None);
        huge!.Read((2 << 20) - 10, new byte[10]);
    }

    [Fact]
    public async Task File_WhoseBytesChangedInTheStore_IsAnErrorThatNamesIt()
    {
        await Other.CreateAsync("a", "content"u8.ToArray(), None);
        var blob = Account.Container.GetBlobClient($"{SandboxId}/files/a");
        var metadata = (await blob.GetPropertiesAsync()).Value.Metadata;
        await blob.UploadAsync(BinaryData.FromString("CONTENT"), new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = metadata });
        Assert.Contains("/files/a", (await Assert.ThrowsAsync<StorageDamagedException>(async () => await Files.ReadAsync("a", None))).Message, StringComparison.Ordinal);
        Assert.Contains("/files/a", (await Assert.ThrowsAsync<StorageDamagedException>(async () => await Files.OpenAsync("a", None))).Message, StringComparison.Ordinal);
    }

    private static string Text(ReadOnlyMemory<byte>? content) => System.Text.Encoding.UTF8.GetString(content!.Value.Span);

    private static async Task<string> ReadOpenedAsync(IPartitionStore files)
    {
        using var file = await files.OpenAsync("a", None);
        var bytes = new byte[file!.Length];
        file.Read(0, bytes);
        return Text(bytes);
    }

    private string[] Copies() => Directory.GetFiles(Account.CacheDirectory, "*-*", SearchOption.AllDirectories);
}
