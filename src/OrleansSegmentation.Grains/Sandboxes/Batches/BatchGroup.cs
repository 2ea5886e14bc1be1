using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>Batches that are resolved as if they were one and committed by one entry, in the order in which they came.</summary>
/// <remarks>A batch whose id is in the group already, because its sender did not wait for the answer, is not taken twice: both senders get one answer.</remarks>
internal sealed class BatchGroup
{
    /// <summary>The most records of a group; a larger batch is a group alone.</summary>
    public const int MaxRecords = 65_536;

    /// <summary>The most bytes of payloads that travel in the entry itself.</summary>
    public const int MaxInlineBytes = 2 << 20;

    private readonly List<WaitingBatch> _batches = [];
    private readonly List<WaitingBatch> _repeated = [];
    private int _recordCount;
    private int _inlineBytes;

    /// <summary>Gets the batches to commit, each once.</summary>
    public IReadOnlyList<WaitingBatch> Batches => _batches;

    /// <summary>Gets about how much memory all batches held when they were taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes as many batches as fit, the oldest first; at least one.</summary>
    public static BatchGroup TakeFrom(Queue<WaitingBatch> waiting)
    {
        var group = new BatchGroup();
        do group.Add(waiting.Dequeue());
        while (waiting.TryPeek(out var next) && group.HasRoomFor(next));
        return group;
    }

    /// <summary>Returns the keys of all records, one batch after the other, as one batch.</summary>
    public BatchSubmission Join() => _batches.Count == 1
        ? _batches[0].Batch
        : _batches[0].Batch with
        {
            PayloadName = null,
            InlinePayload = default,
            RecordKeyCounts = [.. _batches.SelectMany(static waiting => waiting.Batch.RecordKeyCounts)],
            Keys = [.. _batches.SelectMany(static waiting => waiting.Batch.Keys)],
        };

    /// <summary>Answers one batch, which leaves the group.</summary>
    public void Complete(WaitingBatch batch, ServiceResult<IngestReceipt> result)
    {
        _batches.Remove(batch);
        foreach (var waiting in _repeated.Where(repeated => repeated.Id == batch.Id).Prepend(batch)) waiting.Complete(result);
    }

    /// <summary>Answers every batch with its own receipt: all are committed.</summary>
    public void Complete()
    {
        foreach (var batch in _batches.ToList()) Complete(batch, batch.Batch.Receipt);
    }

    /// <summary>Answers every batch that is left with a fault.</summary>
    public void Refuse(ServiceFault fault)
    {
        foreach (var batch in _batches.ToList()) Complete(batch, fault);
    }

    /// <summary>Answers every batch that is left with an error.</summary>
    public void Fail(Exception exception)
    {
        foreach (var batch in _batches.Concat(_repeated)) batch.Fail(exception);
    }

    private bool HasRoomFor(WaitingBatch batch) =>
        _recordCount + batch.RecordCount <= MaxRecords && _inlineBytes + batch.Batch.InlinePayload.Length <= MaxInlineBytes;

    private void Add(WaitingBatch batch)
    {
        Bytes += batch.Bytes;
        if (_batches.Exists(known => known.Id == batch.Id))
        {
            _repeated.Add(batch);
            return;
        }

        _batches.Add(batch);
        _recordCount += batch.RecordCount;
        _inlineBytes += batch.Batch.InlinePayload.Length;
    }
}
