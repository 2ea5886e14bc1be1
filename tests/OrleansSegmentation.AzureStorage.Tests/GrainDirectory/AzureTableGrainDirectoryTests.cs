using System.Net;
using Azure.Data.Tables;
using OrleansSegmentation.AzureStorage.GrainDirectory;

namespace OrleansSegmentation.AzureStorage.Tests.GrainDirectory;

[Collection(AzuriteCollection.Name)]
public sealed class AzureTableGrainDirectoryTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("partition", "a/b#c?d%20ä+3");
    private readonly TableClient _table = new TableServiceClient(azurite.ConnectionString).GetTableClient("GrainDirectory");
    private readonly string _clusterId = $"cluster-{Guid.NewGuid():N}";
    private AzureTableGrainDirectory _directory = null!;

    public async Task InitializeAsync()
    {
        await _table.CreateIfNotExistsAsync();
        _directory = new AzureTableGrainDirectory(_table, _clusterId);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Register_NewGrain_IsFoundByLookup()
    {
        Assert.Null(await _directory.Lookup(Grain));
        var address = Address(silo: 1);
        Assert.Equal(address, await _directory.Register(address));
        var found = await _directory.Lookup(Grain);
        Assert.Equal(address, found);
        Assert.Equal(address.MembershipVersion, found!.MembershipVersion);
        Assert.Equal(address, await _directory.Register(address));
        Assert.Null(await new AzureTableGrainDirectory(_table, "other").Lookup(Grain));
    }

    [Fact]
    public async Task Register_ManyAtOnce_AllHearOfTheSameWinner()
    {
        var addresses = Enumerable.Range(1, 8).Select(Address).ToArray();
        var answers = await Task.WhenAll(addresses.Select(address => Task.Run(() => _directory.Register(address))));
        var winner = await _directory.Lookup(Grain);
        Assert.Contains(winner, addresses);
        Assert.All(answers, answer => Assert.Equal(winner, answer));
    }

    [Fact]
    public async Task Register_InPlaceOfADeadSilosRow_ReplacesItOnlyWhileItIsThatRow()
    {
        var dead = Address(silo: 1);
        var next = Address(silo: 2);
        await _directory.Register(dead);
        Assert.Equal(dead, await _directory.Register(next));
        Assert.Equal(dead, await _directory.Register(next, Address(silo: 3)));
        Assert.Equal(next, await _directory.Register(next, dead));
        Assert.Equal(next, await _directory.Register(Address(silo: 4), dead));
        Assert.Equal(next, await _directory.Lookup(Grain));
    }

    [Fact]
    public async Task Unregister_RemovesItsOwnRowOnly()
    {
        var address = Address(silo: 1);
        await _directory.Register(address);
        await _directory.Unregister(Address(silo: 1));
        Assert.Equal(address, await _directory.Lookup(Grain));
        await _directory.Unregister(address);
        await _directory.Unregister(address);
        Assert.Null(await _directory.Lookup(Grain));
    }

    [Fact]
    public async Task Row_HasTheDocumentedKeyAndColumns()
    {
        var address = Address(silo: 1);
        await _directory.Register(address);
        var row = (await _table.GetEntityAsync<TableEntity>(_clusterId, WebUtility.UrlEncode(Grain.ToString()))).Value;
        Assert.Equal(address.SiloAddress!.ToParsableString(), row["SiloAddress"]);
        Assert.Equal(address.ActivationId.ToParsableString(), row["ActivationId"]);
        Assert.Equal(5L, row["MembershipVersion"]);
    }

    private static GrainAddress Address(int silo) => new()
    {
        GrainId = Grain,
        ActivationId = ActivationId.NewId(),
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_000 + silo, silo),
        MembershipVersion = new MembershipVersion(5),
    };
}
