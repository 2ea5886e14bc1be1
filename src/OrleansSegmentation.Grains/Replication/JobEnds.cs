using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>Which items end a running job, and release what it pins.</summary>
internal static class JobEnds
{
    /// <summary>Returns the job that an item ends, or null.</summary>
    public static Guid? Find(LogItem item) => item switch
    {
        EndItem end => end.JobId,
        FailItem fail => fail.JobId,
        PublishItem publish => publish.JobId,
        _ => null,
    };
}
