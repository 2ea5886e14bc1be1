using Azure;

namespace OrleansSegmentation.AzureStorage.Blobs;

/// <summary>Tells what an answer of the store, or the lack of one, says about a write.</summary>
internal static class BlobErrors
{
    /// <summary>Returns whether the condition of a write was refused. This does not say that the write did not happen: a repeated one may have met itself.</summary>
    public static bool IsRefusal(Exception exception) => exception is RequestFailedException
    {
        Status: 409 or 412
    } or RequestFailedException
    {
        // another writer's commit of the same new blob threw this one's uncommitted blocks away
        Status: 400,
        ErrorCode: "InvalidBlockList"
    };

    /// <summary>Returns whether there is no such blob, table row or container.</summary>
    public static bool IsMissing(Exception exception) => exception is RequestFailedException { Status: 404 };

    /// <summary>Returns whether a write with this error may or may not have happened: no answer, or one of an overloaded or failing store.</summary>
    /// <param name="exception">What the client threw after its own retries.</param>
    /// <param name="cancellationToken">The caller's: when it was cancelled, nothing is to be repeated.</param>
    public static bool IsUnknown(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
        AggregateException => true, // the client's retries all failed without an answer
        OperationCanceledException => !cancellationToken.IsCancellationRequested, // the client's own time limit
        IOException => true,
        _ => false,
    };
}
