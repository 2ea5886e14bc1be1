using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Tables;

namespace OrleansSegmentation.AzureStorage.Reminders;

/// <summary>Reminders as rows of a table, partitioned by the hash codes of their grains.</summary>
internal sealed class AzureReminderTable(IOptions<AzureTableReminderStorageOptions> options, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private readonly TableClient _table = options.Value.TableServiceClient!.GetTableClient(options.Value.TableName);
    private readonly string _serviceId = cluster.Value.ServiceId;
    private readonly string _clusterId = cluster.Value.ClusterId;

    public async Task StartAsync(CancellationToken cancellationToken) => await _table.CreateIfNotExistsAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken)
    {
        var partition = ReminderRow.PartitionOf(_serviceId, grainId.GetUniformHashCode());
        var (first, afterLast) = ReminderRow.KeysOf(grainId);
        return ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {afterLast}"),
            reminder => reminder.GrainId == grainId,
            cancellationToken);
    }

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken)
    {
        // Hash codes lie on a ring: (begin, end], across zero when begin is not below end. Eight digits sort as text as they do as numbers.
        var (first, afterLast) = ReminderRow.PartitionsOf(_serviceId);
        var above = ReminderRow.PartitionOf(_serviceId, begin);
        var upTo = ReminderRow.PartitionOf(_serviceId, end);
        var filter = begin < end
            ? TableClient.CreateQueryFilter($"PartitionKey gt {above} and PartitionKey le {upTo}")
            : begin == end
                ? TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {afterLast}")
                : TableClient.CreateQueryFilter($"(PartitionKey ge {first} and PartitionKey le {upTo}) or (PartitionKey gt {above} and PartitionKey lt {afterLast})");
        return ReadAsync(
            filter,
            reminder => reminder.GrainId.GetUniformHashCode() is var hash && (begin < end ? hash > begin && hash <= end : begin == end || hash > begin || hash <= end),
            cancellationToken);
    }

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken)
    {
        var row = await _table.FindAsync(
            ReminderRow.PartitionOf(_serviceId, grainId.GetUniformHashCode()), ReminderRow.KeyOf(grainId, reminderName), cancellationToken);
        return row is null ? null : ReminderRow.Read(row);
    }

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken)
    {
        var response = await _table.UpsertEntityAsync(ReminderRow.Write(_serviceId, _clusterId, entry), TableUpdateMode.Replace, cancellationToken);
        return (response.Headers.ETag ?? throw new InvalidOperationException("The store answered a write without an ETag.")).ToString();
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken)
    {
        var partition = ReminderRow.PartitionOf(_serviceId, grainId.GetUniformHashCode());
        try
        {
            var response = await _table.DeleteEntityAsync(partition, ReminderRow.KeyOf(grainId, reminderName), new ETag(eTag), cancellationToken);
            return response.Status != 404; // this client does not throw when there is none
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public async Task TestOnlyClearTable(CancellationToken cancellationToken)
    {
        var (first, afterLast) = ReminderRow.PartitionsOf(_serviceId);
        var rows = await _table.ReadAllAsync(TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {afterLast}"), cancellationToken);
        await _table.DeleteAllAsync(rows, cancellationToken);
    }

    // Two services, or two grains, may share keys after the characters that keys cannot have were replaced: the columns decide.
    private async Task<ReminderTableData> ReadAsync(string filter, Func<ReminderEntry, bool> isWanted, CancellationToken cancellationToken)
    {
        var rows = await _table.ReadAllAsync(filter, cancellationToken);
        return new ReminderTableData(rows.Where(row => row.GetString("ServiceId") == _serviceId).Select(ReminderRow.Read).Where(isWanted));
    }
}
