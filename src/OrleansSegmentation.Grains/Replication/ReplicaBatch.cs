using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

internal sealed class ReplicaBatch(BatchItem item, IPartitionStore files, EvaluationPool pool, Action<long> grew)
{
    public (BatchItem, IPartitionStore, EvaluationPool, Action<long>) X => (item, files, pool, grew);
}
