namespace OrleansSegmentation.Storage.Tests.Conformance;

public abstract class PartitionStoreConformance(IStorageUnderTest place) : StorageConformance(place)
{
    private IPartitionStore Files => Storage.GetFiles(SandboxId);

    [Fact]
    public async Task Create_File_IsReadBackAlsoAfterARestart()
    {
        Assert.Equal(CreateOutcome.Created, await Files.CreateAsync("staged/1/abc", Bytes("content"), None));
        Assert.Equal("content", await ReadTextAsync("staged/1/abc"));
        await RestartAsync();
        Assert.Equal("content", await ReadTextAsync("staged/1/abc"));
    }

    [Fact]
    public async Task Create_NameThatExists_LeavesTheFileAsItIs()
    {
        await Files.CreateAsync("a", Bytes("first"), None);
        Assert.Equal(CreateOutcome.AlreadyExists, await Files.CreateAsync("a", Bytes("second"), None));
        Assert.Equal("first", await ReadTextAsync("a"));
    }

    [Fact]
    public async Task Create_ManyAtOnceOfOneName_CreatesExactlyOne()
    {
        for (var round = 0; round < 100; round++)
        {
            var name = $"one/name-{round}";
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Files.CreateAsync(name, Bytes($"writer {i}"), None))));
            var winner = Array.IndexOf(outcomes, CreateOutcome.Created);
            Assert.Equal(7, outcomes.Count(outcome => outcome == CreateOutcome.AlreadyExists));
            Assert.Equal($"writer {winner}", await ReadTextAsync(name));
        }
    }

    [Fact]
    public async Task Create_WhileItIsWritten_ShowsNothing()
    {
        var half = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var creating = Files.CreateAsync("slow", async (stream, token) =>
        {
            await stream.WriteAsync(Bytes("first half, "), token);
            await stream.FlushAsync(token);
            half.SetResult();
            await go.Task;
            await stream.WriteAsync(Bytes("second half"), token);
        }, None);
        await half.Task;
        Assert.Null(await Files.ReadAsync("slow", None));
        Assert.Null(await Files.OpenAsync("slow", None));
        Assert.Empty(await ListAsync(""));
        go.SetResult();
        Assert.Equal(CreateOutcome.Created, await creating);
        Assert.Equal("first half, second half", await ReadTextAsync("slow"));
    }

    [Fact]
    public async Task Create_ThatFailsWhileWriting_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Files.CreateAsync("broken", async (stream, token) =>
        {
            await stream.WriteAsync(Bytes("half"), token);
            throw new InvalidOperationException("writer failed");
        }, None));
        Assert.Null(await Files.ReadAsync("broken", None));
        Assert.Empty(await ListAsync(""));
        Assert.Equal(CreateOutcome.Created, await Files.CreateAsync("broken", Bytes("whole"), None));
    }

    [Fact]
    public async Task Open_File_ReadsAtAnyPositionFromAnyThread()
    {
        var content = RandomBytes(new Random(3), 300_000);
        await Files.CreateAsync("part/3/1-x", content, None);
        using var file = await Files.OpenAsync("part/3/1-x", None);
        Assert.NotNull(file);
        Assert.Equal("part/3/1-x", file.Name);
        Assert.Equal(content.Length, file.Length);
        Parallel.For(0, 200, i =>
        {
            var random = new Random(i);
            var start = random.Next(content.Length + 1);
            var bytes = new byte[random.Next(content.Length - start + 1)];
            file.Read(start, bytes);
            Assert.True(bytes.AsSpan().SequenceEqual(content.AsSpan(start, bytes.Length)), $"seed {i}");
        });
        var error = Assert.Throws<StorageDamagedException>(() => file.Read(content.Length - 1, new byte[2]));
        Assert.Contains("part/3/1-x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingFile_IsNullAndCanBeDeleted()
    {
        Assert.Null(await Files.ReadAsync("no/such", None));
        Assert.Null(await Files.OpenAsync("no/such", None));
        Assert.Null(await Files.ReadDocumentAsync("no/such", None));
        await Files.DeleteAsync("no/such", None);
    }

    [Fact]
    public async Task EmptyFile_IsReadAsEmpty()
    {
        await Files.CreateAsync("empty", ReadOnlyMemory<byte>.Empty, None);
        Assert.Equal(string.Empty, await ReadTextAsync("empty"));
    }

    [Fact]
    public async Task Delete_File_MakesRoomForItsName()
    {
        await Files.CreateAsync("a/b", Bytes("first"), None);
        await Files.DeleteAsync("a/b", None);
        Assert.Null(await Files.ReadAsync("a/b", None));
        Assert.Equal(CreateOutcome.Created, await Files.CreateAsync("a/b", Bytes("second"), None));
        Assert.Equal("second", await ReadTextAsync("a/b"));
    }

    [Fact]
    public async Task List_ByPrefix_IsOrdinalAndOfThisSandboxOnly()
    {
        foreach (var name in new[] { "part/10/x", "part/1/b", "part/1/B", "part/1/a/deep", "results/j/0", "part-1" }) await Files.CreateAsync(name, Bytes("x"), None);
        await Storage.GetFiles(Guid.NewGuid()).CreateAsync("part/1/c", Bytes("x"), None);
        Assert.Equal(["part/1/B", "part/1/a/deep", "part/1/b", "part/10/x"], await ListAsync("part/1"));
        Assert.Equal(["part/1/B", "part/1/a/deep", "part/1/b"], await ListAsync("part/1/"));
        Assert.Equal(6, (await ListAsync("")).Count);
        Assert.Empty(await ListAsync("nothing/here"));
        Assert.Equal(["part-1", "part/1/B", "part/1/a/deep", "part/1/b", "part/10/x", "results/j/0"], await ListAsync(""));
    }

    [Theory]
    [InlineData("../x"), InlineData("a/../b"), InlineData("/a"), InlineData("a/"), InlineData("a//b"), InlineData("a\\b"), InlineData("."), InlineData("a/."), InlineData(".hidden")]
    [InlineData(""), InlineData("a b"), InlineData("ä"), InlineData("a\0b"), InlineData("c:x")]
    public async Task Name_ThatCouldLeaveTheFolder_IsRefused(string name)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Files.CreateAsync(name, Bytes("x"), None));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Files.ReadAsync(name, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Files.OpenAsync(name, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Files.DeleteAsync(name, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Files.ReplaceDocumentAsync(name, Bytes("x"), null, None));
    }

    [Fact]
    public async Task Document_ReplacedWithItsETag_ChangesAndSurvivesARestart()
    {
        var first = await Files.ReplaceDocumentAsync("part/3/manifest", Bytes("one"), null, None);
        Assert.NotNull(first);
        var second = await Files.ReplaceDocumentAsync("part/3/manifest", Bytes("two"), first, None);
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        await RestartAsync();
        var document = await Files.ReadDocumentAsync("part/3/manifest", None);
        Assert.Equal((second, "two"), (document!.ETag, Text(document.Content)));
    }

    [Fact]
    public async Task Document_WithAStaleOrMissingETag_IsNotReplaced()
    {
        Assert.Null(await Files.ReplaceDocumentAsync("d", Bytes("x"), "no such version", None));
        Assert.Null(await Files.ReadDocumentAsync("d", None));
        var first = await Files.ReplaceDocumentAsync("d", Bytes("one"), null, None);
        Assert.Null(await Files.ReplaceDocumentAsync("d", Bytes("x"), null, None));
        var second = await Files.ReplaceDocumentAsync("d", Bytes("one"), first, None);
        Assert.NotEqual(first, second);
        Assert.Null(await Files.ReplaceDocumentAsync("d", Bytes("x"), first, None));
        Assert.Equal("one", Text((await Files.ReadDocumentAsync("d", None))!.Content));
    }

    [Fact]
    public async Task Document_DeletedAndMadeAnew_HasANewETag()
    {
        var first = await Files.ReplaceDocumentAsync("d", Bytes("one"), null, None);
        await Files.DeleteAsync("d", None);
        Assert.Null(await Files.ReadDocumentAsync("d", None));
        Assert.NotEqual(first, await Files.ReplaceDocumentAsync("d", Bytes("one"), null, None));
        Assert.Null(await Files.ReplaceDocumentAsync("d", Bytes("x"), first, None));
    }

    [Fact]
    public async Task Document_ReplacedByManyAtOnce_HasExactlyOneWinnerPerVersion()
    {
        string? etag = null;
        for (var round = 0; round < 20; round++)
        {
            var expected = etag;
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Files.ReplaceDocumentAsync("d", Bytes($"writer {i}"), expected, None))));
            etag = Assert.Single(outcomes, outcome => outcome is not null);
            var document = await Files.ReadDocumentAsync("d", None);
            Assert.Equal((etag, $"writer {Array.IndexOf(outcomes, etag)}"), (document!.ETag, Text(document.Content)));
        }
    }

    [Fact]
    public async Task Document_ReadWhileItIsReplaced_IsAlwaysWhole()
    {
        var etag = await Files.ReplaceDocumentAsync("d", new byte[50_000], null, None);
        var reading = Task.Run(async () =>
        {
            for (var value = 0; value < 100;)
            {
                var document = await Files.ReadDocumentAsync("d", None);
                value = document!.Content.Span[0];
                Assert.Equal(-1, document.Content.Span.IndexOfAnyExcept((byte)value));
            }
        });
        for (byte value = 1; value <= 100; value++)
        {
            var content = new byte[50_000];
            content.AsSpan().Fill(value);
            etag = await Files.ReplaceDocumentAsync("d", content, etag, None);
        }

        await reading.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task AnySequenceOfOperations_AgreesWithTheModel(int seed)
    {
        var random = new Random(seed);
        string[] names = ["a", "part/1/x", "part/1/y", "part/2/x", "staged/7/z"];
        string[] documentNames = ["part/1/manifest", "part/2/manifest"];
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var documents = new SortedDictionary<string, (string ETag, string Text)>(StringComparer.Ordinal);
        for (var step = 0; step < 250; step++)
        {
            var message = $"seed {seed}, step {step}";
            var name = names[random.Next(names.Length)];
            var documentName = documentNames[random.Next(documentNames.Length)];
            switch (random.Next(9))
            {
                case 0:
                    await RestartAsync();
                    break;
                case 1 or 2:
                    var outcome = await Files.CreateAsync(name, Bytes(message), None);
                    Assert.True((outcome == CreateOutcome.Created) == files.TryAdd(name, message), message);
                    break;
                case 3:
                    await Files.DeleteAsync(name, None);
                    files.Remove(name);
                    break;
                case 4:
                    await Files.DeleteAsync(documentName, None);
                    documents.Remove(documentName);
                    break;
                case 5 or 6:
                    var known = documents.TryGetValue(documentName, out var current) ? current.ETag : null;
                    var etag = await Files.ReplaceDocumentAsync(documentName, Bytes(message), known, None);
                    Assert.True(etag is not null, message);
                    documents[documentName] = (etag!, message);
                    break;
                case 7:
                    Assert.True(await Files.ReplaceDocumentAsync(documentName, Bytes(message), "stale", None) is null, message);
                    break;
                default:
                    Assert.True((await ListAsync("part/")).SequenceEqual(files.Keys.Concat(documents.Keys).Where(key => key.StartsWith("part/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)), message);
                    break;
            }

            Assert.True(await ReadTextAsync(name) == files.GetValueOrDefault(name), message);
            var document = await Files.ReadDocumentAsync(documentName, None);
            var found = documents.TryGetValue(documentName, out var expected);
            Assert.True(found ? document is not null && document.ETag == expected.ETag && Text(document.Content) == expected.Text : document is null, message);
        }
    }

    protected async Task<List<string>> ListAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var name in Files.ListAsync(prefix, None)) names.Add(name);
        return names;
    }

    private static string Text(ReadOnlyMemory<byte> content) => System.Text.Encoding.UTF8.GetString(content.Span);

    private async Task<string?> ReadTextAsync(string name) => await Files.ReadAsync(name, None) is { } content ? Text(content) : null;
}
