namespace OrleansSegmentation.Contracts.Sandboxes;

/// <summary>The writer of one sandbox's log. Its key is the sandbox id; the other sandbox interfaces address the same grain.</summary>
[Alias("segmentation.sandbox-grain")]
public interface ISandboxGrain : IGrainWithGuidKey
{
    /// <summary>Creates the sandbox on first use (durable, with its default merge policy); later calls change nothing.</summary>
    [Alias("ensure")]
    Task EnsureAsync(SandboxDescriptor sandbox, CancellationToken cancellationToken);

    /// <summary>Wakes the sandbox, so that it goes on with unfinished jobs. Answers when its log is open.</summary>
    [Alias("ping")]
    Task PingAsync(CancellationToken cancellationToken);
}
