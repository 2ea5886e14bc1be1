using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Clustering;
using OrleansSegmentation.AzureStorage.Hosting;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Tests.Hosting;

/// <summary>Real silos on the emulator: they find each other, share the store, and are found by clients.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureSiloTests(AzuriteFixture azurite) : IDisposable
{
    private readonly string _clusterId = $"cluster-{Guid.NewGuid():N}";
    private readonly string _cache = Directory.CreateTempSubdirectory("segmentation-cache-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Fact]
    public async Task Silos_OnOneAccount_FormAClusterThatAClientFindsAndWhoseStateOutlivesThem()
    {
        var first = await AzureSilo.StartAsync(azurite, _clusterId, _cache);
        var second = await AzureSilo.StartAsync(azurite, _clusterId, _cache);
        var client = Host.CreateApplicationBuilder();
        client.Logging.ClearProviders();
        client.UseOrleansClient(builder => builder
            .UseAzureStorageClustering(options => options.TableServiceClient = new TableServiceClient(azurite.ConnectionString))
            .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = _clusterId));
        using var service = client.Build();
        await service.StartAsync();

        var grains = Enumerable.Range(0, 20).Select(i => service.Services.GetRequiredService<IGrainFactory>().GetGrain<ICountingGrain>($"größe/{i}")).ToArray();
        var places = await Task.WhenAll(grains.Select(static grain => grain.CountAsync()));
        var rows = await new TableServiceClient(azurite.ConnectionString).GetTableClient("GrainDirectory")
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {_clusterId}")).ToListAsync();
        Assert.True(rows.Count >= grains.Length, "The places of grains are in the table.");
        await service.StopAsync();
        await AzureSilo.StopAsync(first);
        await AzureSilo.StopAsync(second);

        Assert.All(places, static place => Assert.Equal(1, place.Count));
        Assert.Equal(2, places.Select(static place => place.Silo).Distinct().Count());
        var third = await AzureSilo.StartAsync(azurite, _clusterId, _cache);
        Assert.Equal(2, (await third.Services.GetRequiredService<IGrainFactory>().GetGrain<ICountingGrain>("größe/7").CountAsync()).Count);
        await AzureSilo.StopAsync(third);
    }

    [Fact]
    public async Task Reminder_Registered_WakesItsGrain()
    {
        var silo = await AzureSilo.StartAsync(azurite, _clusterId, _cache, static builder => builder.Configure<ReminderOptions>(static options => options.MinimumReminderPeriod = TimeSpan.FromSeconds(1)));
        var grain = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ICountingGrain>("woken");
        await grain.RemindMeAsync();
        Assert.Equal("tick", await CountingGrain.Reminded.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await AzureSilo.StopAsync(silo);
    }

    [Fact]
    public async Task Storage_OfTheSilo_IsTheAccount()
    {
        var silo = await AzureSilo.StartAsync(azurite, _clusterId, _cache);
        var storage = silo.Services.GetRequiredService<ISegmentationStorage>();
        await storage.CheckAsync(CancellationToken.None);
        await storage.GetLog(Guid.NewGuid()).OpenAsync("a", CancellationToken.None);
        Assert.NotEmpty(await storage.ListSandboxesAsync(CancellationToken.None).ToListAsync());
        await AzureSilo.StopAsync(silo);
    }

    public static TheoryData<string?, string?, string?, string> WrongAccounts => new()
    {
        { null, null, null, "no account is given" },
        { "AccountKey=very-secret", null, null, "ConnectionString is not the connection string" },
        { "UseDevelopmentStorage=true", "https://a.example", null, "only one of the two" },
        { null, "https://a.example", null, "TableServiceUri is missing" },
        { null, "http://a.example", "https://b.example", "BlobServiceUri is 'http://a.example/'" },
    };

    [Theory]
    [MemberData(nameof(WrongAccounts))]
    public void Options_WithoutOneWayToTheAccount_AreRefusedWithoutRepeatingSecrets(string? connection, string? blobs, string? tables, string message)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Read(options =>
        {
            options.ConnectionString = connection;
            options.BlobServiceUri = blobs is null ? null : new Uri(blobs);
            options.TableServiceUri = tables is null ? null : new Uri(tables);
        }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPPER", 1L << 20, "ContainerName")]
    [InlineData("segmentation", 5, "CacheBytes")]
    public void Options_OutOfRange_AreRefusedByName(string container, long cacheBytes, string setting)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Read(options =>
            (options.ConnectionString, options.ContainerName, options.CacheBytes) = ("UseDevelopmentStorage=true", container, cacheBytes)));
        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WithAnIdentity_AreAccepted() =>
        Assert.NotNull(Read(static options => (options.BlobServiceUri, options.TableServiceUri) = (new Uri("https://a.blob.example"), new Uri("https://a.table.example"))));

    private static AzureSegmentationStorageOptions Read(Action<AzureSegmentationStorageOptions> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.AddAzureSegmentationStorage(configure));
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<AzureSegmentationStorageOptions>>().Value;
    }
}
