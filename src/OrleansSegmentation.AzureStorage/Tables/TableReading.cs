using Azure;
using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.Tables;

/// <summary>Reads and deletes many rows.</summary>
internal static class TableReading
{
    private const int MaxTransaction = 100; // the service's limit

    /// <summary>Reads all rows of a partition.</summary>
    public static Task<List<TableEntity>> ReadPartitionAsync(this TableClient table, string partitionKey, CancellationToken cancellationToken) =>
        table.ReadAllAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey}"), cancellationToken);

    /// <summary>Reads all rows that a filter lets through.</summary>
    public static async Task<List<TableEntity>> ReadAllAsync(this TableClient table, string filter, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)) rows.Add(row);
        return rows;
    }

    /// <summary>Reads one row, or returns null when there is none.</summary>
    public static async Task<TableEntity?> FindAsync(this TableClient table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Deletes rows of any partitions, whatever their version is; no error for those that are gone.</summary>
    public static async Task DeleteAllAsync(this TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.GroupBy(static row => row.PartitionKey).SelectMany(static partition => partition.Chunk(MaxTransaction)))
        {
            try
            {
                await table.SubmitTransactionAsync(chunk.Select(static row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            }
            catch (RequestFailedException exception) when (exception.Status == 404)
            {
                // one of them was deleted by another silo, and so the whole transaction was refused
                foreach (var row in chunk) await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }
}
