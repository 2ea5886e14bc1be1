using System.Globalization;
using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using OrleansSegmentation.AzureStorage.Tables;

namespace OrleansSegmentation.AzureStorage.Clustering;

/// <summary>Finds the gateways of a cluster in its membership table.</summary>
internal sealed class AzureGatewayListProvider(
    IOptions<AzureStorageGatewayOptions> options, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    private readonly TableClient _table = options.Value.TableServiceClient!.GetTableClient(options.Value.TableName);
    private readonly string _clusterId = cluster.Value.ClusterId;

    public TimeSpan MaxStaleness { get; } = gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => InitializeGatewayListProviderAsync(CancellationToken.None);

    // a client that starts before the first silo finds an empty table rather than none
    public async Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken) => await _table.CreateIfNotExistsAsync(cancellationToken);

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        var active = nameof(SiloStatus.Active);
        var rows = await _table.ReadAllAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {_clusterId} and Status eq {active} and ProxyPort ne {NoPort}"), cancellationToken);
        return [.. rows.Where(VersionRows.IsSilo).Select(SiloRow.Read).Where(static silo => silo.ProxyPort != 0).Select(ToGateway)];
    }

    private static readonly string NoPort = 0.ToString(CultureInfo.InvariantCulture);

    private static Uri ToGateway(MembershipEntry silo) =>
        SiloAddress.New(new IPEndPoint(silo.SiloAddress.Endpoint.Address, silo.ProxyPort), silo.SiloAddress.Generation).ToGatewayUri();
}
