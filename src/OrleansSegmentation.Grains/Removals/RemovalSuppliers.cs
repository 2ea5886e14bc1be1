using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>Reads removals of the log in the terms of the profiles.</summary>
internal static class RemovalSuppliers
{
    /// <summary>Returns whose records go.</summary>
    public static RemovalSupplier Of(RemovalSource source) =>
        source.EntityNumber is { } number ? RemovalSupplier.OfEntity(number)
        : source.DataSetId is { } dataset ? RemovalSupplier.OfDataset(dataset, source.UpToEpoch)
        : RemovalSupplier.OfBatch(source.BatchId!.Value, source.UpToEpoch);

    /// <summary>Reads what the pages of a removal change.</summary>
    /// <param name="files">The files of the sandbox.</param>
    /// <param name="item">The removal.</param>
    /// <param name="partition">The only partition wanted, or null.</param>
    /// <exception cref="StorageDamagedException">A staged file is missing, or bytes are damaged.</exception>
    public static async Task<IReadOnlyList<RemovalPlan>> ReadPlansAsync(IPartitionStore files, RemoveItem item, int? partition = null)
    {
        var plans = new List<RemovalPlan>();
        foreach (var page in item.Pages.Where(page => page.Plan is not null && (partition is null || page.Partition == partition)))
        {
            var bytes = await AttachmentReader.ReadAsync(files, page.Plan!, CancellationToken.None);
            try
            {
                plans.Add(RemovalPlan.Decode(bytes.Span));
            }
            catch (InvalidDataException exception)
            {
                throw new StorageDamagedException(page.Plan!.Name ?? $"removal {item.RemovalId}", exception.Message, exception);
            }
        }

        return plans;
    }
}
