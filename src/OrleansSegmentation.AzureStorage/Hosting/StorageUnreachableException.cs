using Azure;

namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>The storage account does not answer, or refuses this server. The message says where it is and what it answered, never the credential.</summary>
public sealed class StorageUnreachableException(Uri account, Exception inner)
    : Exception($"The storage account cannot be used: {Describe(inner)} Account: {account.GetLeftPart(UriPartial.Path)}.", inner)
{
    // the client's own message goes on with all headers of the answer
    private static string Describe(Exception exception) => exception switch
    {
        RequestFailedException { Status: > 0 } refused => $"it answered {refused.Status} {refused.ErrorCode}.",
        AggregateException { InnerExceptions: [.., var last] } => Describe(last),
        _ => exception.Message.Split('\n')[0],
    };
}
