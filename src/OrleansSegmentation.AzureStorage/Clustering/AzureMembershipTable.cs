using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Tables;

namespace OrleansSegmentation.AzureStorage.Clustering;

/// <summary>The silos of a cluster as rows of one partition of a table. Every change also replaces the version row, in one transaction.</summary>
internal sealed class AzureMembershipTable(IOptions<AzureStorageClusteringOptions> options, IOptions<ClusterOptions> cluster) : IMembershipTable
{
    private const int MaxReads = 5;
    private readonly TableClient _table = options.Value.TableServiceClient!.GetTableClient(options.Value.TableName);
    private readonly string _clusterId = cluster.Value.ClusterId;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
    {
        await _table.CreateIfNotExistsAsync(cancellationToken);
        if (!tryInitTableVersion) return;
        try
        {
            await _table.AddEntityAsync(VersionRows.WriteVersion(_clusterId, 0), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // another silo, or an earlier start, has made it
        }
    }

    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken)
    {
        for (var read = 1; ; read++)
        {
            var rows = await _table.ReadPartitionAsync(_clusterId, cancellationToken);
            if (Fence(rows, VersionRows.StartFenceKey) != Fence(rows, VersionRows.EndFenceKey) && read < MaxReads) continue; // changed between two pages
            return ToTable(rows);
        }
    }

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken)
    {
        // one query, so that the row and the version belong together
        var silo = SiloRow.KeyOf(key);
        var rows = await _table.ReadAllAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {_clusterId} and (RowKey eq {silo} or RowKey eq {VersionRows.VersionKey})"), cancellationToken);
        return ToTable(rows);
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) =>
        ChangeAsync(new TableTransactionAction(TableTransactionActionType.Add, SiloRow.Write(_clusterId, entry)), entry, tableVersion, cancellationToken);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) => ChangeAsync(
        new TableTransactionAction(TableTransactionActionType.UpdateReplace, SiloRow.Write(_clusterId, entry), new ETag(etag)), entry, tableVersion, cancellationToken);

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) =>
        _table.UpdateEntityAsync(SiloRow.WriteIAmAlive(_clusterId, entry), ETag.All, TableUpdateMode.Merge, cancellationToken);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken)
    {
        var rows = await _table.ReadPartitionAsync(_clusterId, cancellationToken);
        var defunct = rows.Where(row => VersionRows.IsSilo(row) && !SiloRow.IsActive(row) && row.Timestamp < beforeDate);
        await _table.DeleteAllAsync(defunct, cancellationToken);
    }

    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken) =>
        await _table.DeleteAllAsync(await _table.ReadPartitionAsync(clusterId, cancellationToken), cancellationToken);

    private static string? Fence(IEnumerable<TableEntity> rows, string key) =>
        rows.FirstOrDefault(row => row.RowKey == key) is { } row ? VersionRows.ReadVersion(row).ToString(provider: null) : null;

    private async Task<bool> ChangeAsync(TableTransactionAction change, MembershipEntry entry, TableVersion next, CancellationToken cancellationToken)
    {
        TableTransactionAction[] transaction =
        [
            change,
            new(TableTransactionActionType.UpdateReplace, VersionRows.WriteVersion(_clusterId, next.Version), new ETag(next.VersionEtag)),
            new(TableTransactionActionType.UpsertReplace, VersionRows.WriteFence(_clusterId, VersionRows.StartFenceKey, next.Version)),
            new(TableTransactionActionType.UpsertReplace, VersionRows.WriteFence(_clusterId, VersionRows.EndFenceKey, next.Version)),
        ];
        try
        {
            await _table.SubmitTransactionAsync(transaction, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false; // the caller reads anew, and sees it if it was its own write whose answer was lost
        }
    }

    private MembershipTableData ToTable(IReadOnlyCollection<TableEntity> rows)
    {
        var version = rows.FirstOrDefault(static row => row.RowKey == VersionRows.VersionKey)
            ?? throw new KeyNotFoundException($"The membership table has no version row for the cluster {_clusterId}; it was not initialised.");
        var silos = rows.Where(VersionRows.IsSilo).Select(static row => Tuple.Create(SiloRow.Read(row), row.ETag.ToString())).ToList();
        return new MembershipTableData(silos, new TableVersion(VersionRows.ReadVersion(version), version.ETag.ToString()));
    }
}
