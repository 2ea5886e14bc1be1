using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Client;

/// <summary>Turns the two ways in which a grain call can fail, a fault and an unavailable cluster, into one exception.</summary>
internal static class GrainCall
{
    private const int RetryAfterSeconds = 5;

    public static async Task<T> InvokeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(cancellationToken);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            throw new SegmentationException(Unavailable(), exception);
        }
    }

    public static T Unwrap<T>(ServiceResult<T> result)
        where T : class =>
        result.Fault is { } fault ? throw new SegmentationException(fault) : result.Value!;

    // WrappedException carries a failure of the called code across the wire: the cluster did answer.
    private static bool IsUnavailable(Exception exception) =>
        exception is (OrleansException and not WrappedException) or SandboxUnavailableException
            or TimeoutException or IOException or System.Net.Sockets.SocketException;

    private static ServiceFault Unavailable() => ServiceFault.Of(
        "SEG-GEN010-503",
        "The service is unavailable.",
        $"The cluster or its storage did not answer; try again in {RetryAfterSeconds} seconds.") with
    { RetryAfterSeconds = RetryAfterSeconds };
}
