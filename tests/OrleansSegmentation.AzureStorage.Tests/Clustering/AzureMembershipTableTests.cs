using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Clustering;

namespace OrleansSegmentation.AzureStorage.Tests.Clustering;

[Collection(AzuriteCollection.Name)]
public sealed class AzureMembershipTableTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTime Time = new(2026, 3, 18, 12, 0, 0, 123, DateTimeKind.Utc);
    private readonly TableServiceClient _account = new(azurite.ConnectionString);
    private readonly string _clusterId = $"cluster-{Guid.NewGuid():N}";
    private IMembershipTable _table = null!;

    public async Task InitializeAsync()
    {
        _table = Open(_clusterId);
        await _table.InitializeMembershipTableAsync(true, None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Table_Initialised_IsEmptyAtVersionZeroHoweverOften()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Open(_clusterId).InitializeMembershipTableAsync(true, None)));
        var data = await _table.ReadAllAsync(None);
        Assert.Empty(data.Members);
        Assert.Equal(0, data.Version.Version);
        Assert.NotEmpty(data.Version.VersionEtag);
    }

    [Fact]
    public async Task Table_WithoutAVersion_CannotBeRead()
    {
        var table = Open($"cluster-{Guid.NewGuid():N}");
        await table.InitializeMembershipTableAsync(false, None);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => table.ReadAllAsync(None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => table.ReadRowAsync(Silo(1).SiloAddress, None));
    }

    [Fact]
    public async Task Insert_Silo_IsReadBackWithAllItsColumns()
    {
        var silo = Silo(1);
        silo.SuspectTimes = [Tuple.Create(Silo(2).SiloAddress, Time), Tuple.Create(Silo(3).SiloAddress, Time.AddSeconds(1))];
        Assert.True(await InsertAsync(silo));
        foreach (var data in new[] { await _table.ReadAllAsync(None), await _table.ReadRowAsync(silo.SiloAddress, None) })
        {
            Assert.Equal(1, data.Version.Version);
            var (read, etag) = Assert.Single(data.Members);
            Assert.NotEmpty(etag);
            Assert.Equal(silo.ToFullString(), read.ToFullString());
            Assert.Equal(
                (silo.HostName, silo.SiloName, silo.RoleName, silo.UpdateZone, silo.FaultZone, silo.ProxyPort, silo.StartTime, silo.IAmAliveTime),
                (read.HostName, read.SiloName, read.RoleName, read.UpdateZone, read.FaultZone, read.ProxyPort, read.StartTime, read.IAmAliveTime));
            Assert.Equal(silo.SuspectTimes, read.SuspectTimes);
        }

        Assert.Empty((await _table.ReadRowAsync(Silo(9).SiloAddress, None)).Members);
    }

    [Fact]
    public async Task Insert_SiloRow_HasTheDocumentedKeyAndTextColumns()
    {
        var silo = Silo(7);
        await InsertAsync(silo);
        var table = _account.GetTableClient("OrleansSiloInstances");
        var row = (await table.GetEntityAsync<TableEntity>(_clusterId, "127.0.0.1-11007-7")).Value;
        string[] columns = ["DeploymentId", "Address", "Port", "Generation", "HostName", "Status", "ProxyPort", "RoleName", "SiloName", "InstanceName", "UpdateZone", "FaultZone", "StartTime", "IAmAliveTime", "SuspectingSilos", "SuspectingTimes"];
        Assert.Equal(columns.Order(), row.Keys.Except(["odata.etag", "PartitionKey", "RowKey", "Timestamp"]).Order());
        Assert.All(columns, column => Assert.IsType<string>(row[column]));
        Assert.Equal("1", (await table.GetEntityAsync<TableEntity>(_clusterId, "VersionRow")).Value["MembershipVersion"]);
        foreach (var fence in new[] { "!Start", "~End" }) Assert.Equal("1", (await table.GetEntityAsync<TableEntity>(_clusterId, fence)).Value["MembershipVersion"]);
    }

    [Fact]
    public async Task Insert_WithAStaleVersionOrOfASiloThatIsThere_IsRefusedAndChangesNothing()
    {
        var stale = (await _table.ReadAllAsync(None)).Version.Next();
        Assert.True(await InsertAsync(Silo(1)));
        Assert.False(await _table.InsertRowAsync(Silo(2), stale, None));
        Assert.False(await InsertAsync(Silo(1)));
        var data = await _table.ReadAllAsync(None);
        Assert.Equal((1, 1), (data.Version.Version, data.Members.Count));
    }

    [Fact]
    public async Task Update_WithTheRowsETag_ReplacesItAndRaisesTheVersion()
    {
        var silo = Silo(1);
        await InsertAsync(silo);
        var (_, etag) = (await _table.ReadRowAsync(silo.SiloAddress, None)).Members[0];
        silo.Status = SiloStatus.Active;
        silo.AddSuspector(Silo(2).SiloAddress, Time);
        var version = (await _table.ReadAllAsync(None)).Version;
        Assert.True(await _table.UpdateRowAsync(silo, etag, version.Next(), None));
        Assert.False(await _table.UpdateRowAsync(silo, etag, (await _table.ReadAllAsync(None)).Version.Next(), None)); // stale row
        var current = (await _table.ReadRowAsync(silo.SiloAddress, None)).Members[0].Item2;
        Assert.False(await _table.UpdateRowAsync(silo, current, version.Next(), None)); // stale version
        Assert.False(await _table.UpdateRowAsync(Silo(5), current, (await _table.ReadAllAsync(None)).Version.Next(), None)); // no such row
        var data = await _table.ReadAllAsync(None);
        Assert.Equal(2, data.Version.Version);
        Assert.Equal(SiloStatus.Active, Assert.Single(data.Members).Item1.Status);
    }

    [Fact]
    public async Task Updates_OfManySilosAtOnce_LoseNone()
    {
        const int Silos = 6;
        await Task.WhenAll(Enumerable.Range(1, Silos).Select(number => Task.Run(async () =>
        {
            var table = Open(_clusterId);
            while (!await table.InsertRowAsync(Silo(number), (await table.ReadAllAsync(None)).Version.Next(), None)) { }
            for (var change = 0; change < 3;)
            {
                var data = await table.ReadAllAsync(None);
                var (entry, etag) = data.Members.Single(member => member.Item1.SiloAddress.Equals(Silo(number).SiloAddress));
                entry.AddSuspector(Silo(100 + change).SiloAddress, Time);
                if (await table.UpdateRowAsync(entry, etag, data.Version.Next(), None)) change++;
            }
        })));
        var result = await _table.ReadAllAsync(None);
        Assert.Equal(Silos * 4, result.Version.Version);
        Assert.Equal(Silos, result.Members.Count);
        Assert.All(result.Members, member => Assert.Equal(3, member.Item1.SuspectTimes!.Count));
    }

    [Fact]
    public async Task UpdateIAmAlive_ChangesTheTimeOnly()
    {
        await InsertAsync(Silo(1));
        var alive = new MembershipEntry { SiloAddress = Silo(1).SiloAddress, IAmAliveTime = Time.AddHours(1) };
        await _table.UpdateIAmAliveAsync(alive, None);
        var data = await _table.ReadAllAsync(None);
        var read = Assert.Single(data.Members).Item1;
        Assert.Equal((1, Time.AddHours(1), SiloStatus.Joining, "silo 1"), (data.Version.Version, read.IAmAliveTime, read.Status, read.SiloName));
    }

    [Fact]
    public async Task CleanUp_OfDefunctSilos_LeavesActiveOnesTheVersionAndYoungRows()
    {
        foreach (var (number, status) in new[] { (1, SiloStatus.Active), (2, SiloStatus.Dead), (3, SiloStatus.Joining) })
        {
            var silo = Silo(number);
            silo.Status = status;
            await InsertAsync(silo);
        }

        await _table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.UnixEpoch, None); // all rows are younger
        Assert.Equal(3, (await _table.ReadAllAsync(None)).Members.Count);
        await _table.CleanupDefunctSiloEntriesAsync(TimeProvider.System.GetUtcNow().AddHours(1), None);
        var data = await _table.ReadAllAsync(None);
        Assert.Equal((3, "silo 1"), (data.Version.Version, Assert.Single(data.Members).Item1.SiloName));
        Assert.True(await InsertAsync(Silo(4))); // the fences are there still
    }

    [Fact]
    public async Task Delete_OfAClustersRows_LeavesOtherClusters()
    {
        var other = Open($"{_clusterId}-other");
        await other.InitializeMembershipTableAsync(true, None);
        for (var number = 1; number <= 3; number++) await InsertAsync(Silo(number));
        await _table.DeleteMembershipTableEntriesAsync(_clusterId, None);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _table.ReadAllAsync(None));
        Assert.Equal(0, (await other.ReadAllAsync(None)).Version.Version);
    }

    [Fact]
    public async Task Gateways_AreTheActiveSilosThatHaveOne()
    {
        foreach (var (number, status, port) in new[] { (1, SiloStatus.Active, 30_001), (2, SiloStatus.Dead, 30_002), (3, SiloStatus.Active, 0), (4, SiloStatus.Joining, 30_004), (5, SiloStatus.Active, 30_005) })
        {
            var silo = Silo(number);
            (silo.Status, silo.ProxyPort) = (status, port);
            await InsertAsync(silo);
        }

        var provider = new AzureGatewayListProvider(
            Options.Create(new AzureStorageGatewayOptions { TableServiceClient = _account }),
            Cluster(_clusterId),
            Options.Create(new GatewayOptions { GatewayListRefreshPeriod = TimeSpan.FromSeconds(7) }));
        await provider.InitializeGatewayListProvider();
        Assert.Equal(["gwy.tcp://127.0.0.1:30001/1", "gwy.tcp://127.0.0.1:30005/5"], (await provider.GetGateways()).Select(static uri => uri.ToString()).Order());
        Assert.Equal((TimeSpan.FromSeconds(7), true), (provider.MaxStaleness, provider.IsUpdatable));
    }

    private static MembershipEntry Silo(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_000 + number, number),
        HostName = "host ä",
        SiloName = $"silo {number}",
        RoleName = "role",
        Status = SiloStatus.Joining,
        ProxyPort = 30_000 + number,
        UpdateZone = 1,
        FaultZone = 2,
        StartTime = Time,
        IAmAliveTime = Time.AddSeconds(5),
    };

    private static IOptions<ClusterOptions> Cluster(string id) => Options.Create(new ClusterOptions { ClusterId = id, ServiceId = "service" });

    private AzureMembershipTable Open(string clusterId) => new(Options.Create(new AzureStorageClusteringOptions { TableServiceClient = _account }), Cluster(clusterId));

    private async Task<bool> InsertAsync(MembershipEntry entry) => await _table.InsertRowAsync(entry, (await _table.ReadAllAsync(None)).Version.Next(), None);
}
