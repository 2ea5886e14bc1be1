using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>Reads the head for those who must prove that nothing newer exists. Requests that wait share the next read.</summary>
/// <param name="log">The log.</param>
internal sealed class HeadCheck(ISandboxLog log)
{
    private Task<SandboxLogHead>? _running;
    private Task<SandboxLogHead>? _next;

    /// <summary>Returns the head as read by a read that began after this call.</summary>
    public Task<SandboxLogHead> ReadAsync()
    {
        if (_running is not { IsCompleted: false } running) return Start();
        return _next ??= AfterAsync(running);
    }

    private async Task<SandboxLogHead> AfterAsync(Task<SandboxLogHead> running)
    {
        try
        {
            await running;
        }
        catch (Exception)
        {
            // Whoever asked for that read hears of it; this one is a new read.
        }

        _next = null;
        return await Start();
    }

    private Task<SandboxLogHead> Start() => _running = log.ReadHeadAsync(CancellationToken.None).AsTask();
}
