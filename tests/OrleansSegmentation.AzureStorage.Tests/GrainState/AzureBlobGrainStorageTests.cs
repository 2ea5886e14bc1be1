using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;
using OrleansSegmentation.AzureStorage.GrainState;
using OrleansSegmentation.AzureStorage.Tests.Hosting;

namespace OrleansSegmentation.AzureStorage.Tests.GrainState;

[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobGrainStorageTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("sandbox", "grain/with:odd \"key\" ä");
    private readonly string _name = $"states-{Guid.NewGuid():N}";
    private readonly string _cache = Directory.CreateTempSubdirectory("segmentation-cache-").FullName;
    private readonly BlobServiceClient _account = new(azurite.ConnectionString);
    private IHost _silo = null!;

    private BlobContainerClient Container => _account.GetBlobContainerClient(_name);

    public async Task InitializeAsync() => _silo = await AzureSilo.StartAsync(azurite, _name, _cache, silo => silo
        .AddAzureBlobGrainStorage("deleting", Configure)
        .AddAzureBlobGrainStorage("keeping", options =>
        {
            Configure(options);
            options.DeleteStateOnClear = false;
        }));

    public async Task DisposeAsync()
    {
        await AzureSilo.StopAsync(_silo);
        Directory.Delete(_cache, recursive: true);
    }

    // one silo for all: starting it takes longer than the steps
    [Fact]
    public async Task GrainStates_OnBlobs_KeepTheRulesOfGrainStorage()
    {
        await MissingState_IsReadAsNew();
        await State_Written_IsReadBackAndNamedAsDocumented();
        await State_WrittenOrClearedWithAStaleETag_IsRefusedAndUnchanged();
        await State_ClearedByDeleting_IsGone();
        await State_ClearedByEmptying_HasNoRecordButAnETag();
        await Container_Missing_IsMade();
        await LongAndForeignKeys_AreApart();
        await RandomOperations_AgreeWithTheModel(seed: 5);
    }

    private async Task MissingState_IsReadAsNew()
    {
        var read = new GrainState<Counter>(new Counter { Value = 5 }) { ETag = "x", RecordExists = true };
        await Store("deleting").ReadStateAsync("counter", Grain, read);
        Assert.Equal((0, null, false), (read.State!.Value, read.ETag, read.RecordExists));
    }

    private async Task State_Written_IsReadBackAndNamedAsDocumented()
    {
        var state = new GrainState<Counter>(new Counter { Value = 7, Text = "größe" });
        await Store("deleting").WriteStateAsync("counter", Grain, state);
        var read = await ReadAsync("deleting", Grain);
        Assert.Equal((7, "größe", state.ETag, true), (read.State!.Value, read.State.Text, read.ETag, read.RecordExists));
        var properties = (await Container.GetBlobClient($"counter-{Grain}.json").GetPropertiesAsync()).Value;
        Assert.Equal("application/octet-stream", properties.ContentType);
    }

    private async Task State_WrittenOrClearedWithAStaleETag_IsRefusedAndUnchanged()
    {
        var store = Store("deleting");
        var current = await ReadAsync("deleting", Grain);
        var stale = new GrainState<Counter>(new Counter { Value = 9 }) { ETag = current.ETag };
        current.State!.Value = 2;
        await store.WriteStateAsync("counter", Grain, current);
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteStateAsync("counter", Grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteStateAsync("counter", Grain, new GrainState<Counter>(new Counter())));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.ClearStateAsync("counter", Grain, stale));
        Assert.Equal(2, (await ReadAsync("deleting", Grain)).State!.Value);
    }

    private async Task State_ClearedByDeleting_IsGone()
    {
        var store = Store("deleting");
        var state = await ReadAsync("deleting", Grain);
        var old = state.ETag;
        await store.ClearStateAsync("counter", Grain, state);
        Assert.Equal((0, null, false), (state.State!.Value, state.ETag, state.RecordExists));
        Assert.False(await Container.GetBlobClient($"counter-{Grain}.json").ExistsAsync());
        await store.ClearStateAsync("counter", Grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => store.WriteStateAsync("counter", Grain, new GrainState<Counter>(new Counter()) { ETag = old }));
        await store.WriteStateAsync("counter", Grain, state);
        Assert.True((await ReadAsync("deleting", Grain)).RecordExists);
    }

    private async Task State_ClearedByEmptying_HasNoRecordButAnETag()
    {
        var grain = GrainId.Create("sandbox", "emptied");
        var store = Store("keeping");
        var state = new GrainState<Counter>(new Counter { Value = 1 });
        await store.WriteStateAsync("counter", grain, state);
        await store.ClearStateAsync("counter", grain, state);
        var read = await ReadAsync("keeping", grain);
        Assert.Equal((0, false, state.ETag), (read.State!.Value, read.RecordExists, read.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteStateAsync("counter", grain, new GrainState<Counter>(new Counter())));
        read.State.Value = 3;
        await store.WriteStateAsync("counter", grain, read);
        Assert.Equal(3, (await ReadAsync("keeping", grain)).State!.Value);
    }

    private async Task Container_Missing_IsMade()
    {
        var grain = GrainId.Create("sandbox", "without a container");
        await Container.DeleteAsync();
        Assert.False((await ReadAsync("deleting", grain)).RecordExists);
        await Store("deleting").WriteStateAsync("counter", grain, new GrainState<Counter>(new Counter { Value = 4 }));
        Assert.Equal(4, (await ReadAsync("deleting", grain)).State!.Value);
    }

    private async Task LongAndForeignKeys_AreApart()
    {
        GrainId[] grains = [.. new[] { new string('x', 700), new string('x', 701), "日本/語", "日本_語", "a%2Fb", "a/b" }.Select(static key => GrainId.Create("sandbox", key))];
        for (var i = 0; i < grains.Length; i++) await Store("deleting").WriteStateAsync("counter", grains[i], new GrainState<Counter>(new Counter { Value = i }));
        for (var i = 0; i < grains.Length; i++) Assert.Equal(i, (await ReadAsync("deleting", grains[i])).State!.Value);
    }

    private async Task RandomOperations_AgreeWithTheModel(int seed)
    {
        var random = new Random(seed);
        foreach (var name in new[] { "deleting", "keeping" })
        {
            var grain = GrainId.Create("sandbox", $"random {name}");
            var held = new GrainState<Counter>(new Counter());
            int? model = null;
            for (var step = 0; step < 60; step++)
            {
                switch (random.Next(4))
                {
                    case 0:
                        await Store(name).ClearStateAsync("counter", grain, held);
                        model = null;
                        break;
                    case 1:
                        var other = await ReadAsync(name, grain); // another activation
                        other.State!.Value = step;
                        await Store(name).WriteStateAsync("counter", grain, other);
                        model = step;
                        await Assert.ThrowsAsync<InconsistentStateException>(() => Store(name).WriteStateAsync("counter", grain, held));
                        held = await ReadAsync(name, grain);
                        break;
                    default:
                        held.State!.Value = step;
                        await Store(name).WriteStateAsync("counter", grain, held);
                        model = step;
                        break;
                }

                var read = await ReadAsync(name, grain);
                Assert.True((read.RecordExists, read.State!.Value, read.ETag) == (model is not null, model ?? 0, held.ETag), $"seed {seed}, {name}, step {step}");
            }
        }
    }

    private void Configure(AzureBlobStorageOptions options)
    {
        options.BlobServiceClient = _account;
        options.ContainerName = _name;
    }

    private IGrainStorage Store(string name) => _silo.Services.GetRequiredKeyedService<IGrainStorage>(name);

    private async Task<GrainState<Counter>> ReadAsync(string store, GrainId grain)
    {
        var state = new GrainState<Counter>();
        await Store(store).ReadStateAsync("counter", grain, state);
        return state;
    }

    public sealed class Counter
    {
        public int Value { get; set; }

        public string? Text { get; set; }
    }
}
