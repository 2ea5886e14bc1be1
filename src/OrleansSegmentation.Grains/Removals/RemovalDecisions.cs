using OrleansSegmentation.Contracts.Removals;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>What deletions append: decided on a state, answered from the state after.</summary>
internal static class RemovalDecisions
{
    /// <summary>Accepts a system job.</summary>
    public static Decide<SystemJob> Accept(Guid jobId, string? dataSetId, Guid? batchId) => (_, _) =>
        new Decision<SystemJob>([new SystemJobItem(jobId, dataSetId, batchId)], after => after.Removals.Jobs.Find(job => job.Id == jobId)!.ToDocument());

    /// <summary>Deletes the record of a job. False when there is no such job.</summary>
    public static Decide<bool> Forget(Guid jobId) => (state, _) => state.Removals.Find(jobId) is null
        ? Decision<bool>.Answered(false)
        : Decision<bool>.Append(true, new SystemJobForgetItem(jobId));

    /// <summary>Ends a job.</summary>
    public static Decide<bool> End(Guid jobId, string? error) => (state, _) => IsActive(state, jobId)
        ? Decision<bool>.Append(true, new SystemJobEndItem(jobId, error))
        : Decision<bool>.Answered(false);

    /// <summary>Removes a page that was planned on a data version. False when the data, or the job, changed since.</summary>
    public static Decide<bool> RemovePage(RemoveItem page, long dataEpoch) => (state, _) =>
    {
        if (state.DataEpoch != dataEpoch || !IsActive(state, page.RemovalId)) return Decision<bool>.Answered(false);
        var after = state.Removals.Jobs.Find(job => job.Id == page.RemovalId)!.Cursors.ToArray();
        foreach (var part in page.Pages) after[part.Partition] = part.NextCursor;
        List<LogItem> items = page.Pages.Any(static part => part.Plan is not null) || after.Any(static cursor => cursor >= 0) ? [page] : [];
        if (after.All(static cursor => cursor < 0)) items.Add(new SystemJobEndItem(page.RemovalId, null));
        return Decision<bool>.Append(true, items);
    };

    /// <summary>Removes a profile that was looked up on a data version. Null when the data changed since.</summary>
    public static Decide<bool?> RemoveEntity(RemoveItem removal, long dataEpoch) => (state, stamp) =>
    {
        if (state.Removals.Requests.TryFind(removal.RemovalId, stamp.TimeMs, out _)) return Decision<bool?>.Answered(true);
        return state.DataEpoch == dataEpoch ? Decision<bool?>.Append(true, removal) : Decision<bool?>.Answered(null);
    };

    /// <summary>Answers for a profile that was not found on a data version: whether the request had removed it. Null when the data changed since.</summary>
    public static Decide<bool?> AnswerUnknown(Guid requestId, long dataEpoch) => (state, stamp) =>
        state.Removals.Requests.TryFind(requestId, stamp.TimeMs, out _) ? Decision<bool?>.Answered(true)
        : Decision<bool?>.Answered(state.DataEpoch == dataEpoch ? false : null);

    private static bool IsActive(SandboxState state, Guid jobId) => state.Removals.Jobs.Find(job => job.Id == jobId) is { IsActive: true };
}
