using Azure;
using Azure.Data.Tables;
using Orleans.GrainDirectory;
using OrleansSegmentation.AzureStorage.Tables;

namespace OrleansSegmentation.AzureStorage.GrainDirectory;

/// <summary>Says where each grain is active, in a table: what it says outlives any silo.</summary>
internal sealed class AzureTableGrainDirectory(TableClient table, string clusterId) : IGrainDirectory, ILifecycleParticipant<ISiloLifecycle>
{
    public Task<GrainAddress?> Register(GrainAddress address) => Register(address, null, CancellationToken.None);

    public Task<GrainAddress?> Register(GrainAddress address, CancellationToken cancellationToken) => Register(address, null, cancellationToken);

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) => Register(address, previousAddress, CancellationToken.None);

    public async Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var row = ActivationRow.Write(clusterId, address);
        while (true)
        {
            var current = await table.FindAsync(clusterId, row.RowKey, cancellationToken);
            try
            {
                if (current is null)
                {
                    await table.AddEntityAsync(row, cancellationToken);
                    return address;
                }

                var registered = ActivationRow.Read(current);
                if (registered.Matches(address)) return registered; // also when it was our own write whose answer was lost
                if (previousAddress is null || !registered.Matches(previousAddress)) return registered;
                await table.UpdateEntityAsync(row, current.ETag, TableUpdateMode.Replace, cancellationToken);
                return address;
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
            {
                // another silo was faster: look again at what it registered
            }
        }
    }

    public Task Unregister(GrainAddress address) => Unregister(address, CancellationToken.None);

    public async Task Unregister(GrainAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var current = await table.FindAsync(clusterId, ActivationRow.KeyOf(address.GrainId), cancellationToken);
        if (current is null || !ActivationRow.Read(current).Matches(address)) return; // another activation's row stays
        try
        {
            await table.DeleteEntityAsync(current.PartitionKey, current.RowKey, current.ETag, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // replaced or removed meanwhile
        }
    }

    public Task<GrainAddress?> Lookup(GrainId grainId) => Lookup(grainId, CancellationToken.None);

    public async Task<GrainAddress?> Lookup(GrainId grainId, CancellationToken cancellationToken) =>
        await table.FindAsync(clusterId, ActivationRow.KeyOf(grainId), cancellationToken) is { } row ? ActivationRow.Read(row) : null;

    // Rows of dead silos are replaced when their grains are called again; looking for them would read the whole table.
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(AzureTableGrainDirectory), ServiceLifecycleStage.RuntimeInitialize, async cancellationToken => await table.CreateIfNotExistsAsync(cancellationToken));
}
