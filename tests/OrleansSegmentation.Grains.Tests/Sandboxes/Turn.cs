namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>Runs code as a grain does: one continuation at a time, awaits included.</summary>
internal static class Turn
{
    public static Task RunAsync(Func<Task> body) => Task.Factory.StartNew(
        body, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
