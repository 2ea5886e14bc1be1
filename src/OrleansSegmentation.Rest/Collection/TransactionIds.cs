using System.Globalization;
using System.Security.Cryptography;

namespace OrleansSegmentation.Rest.Collection;

/// <summary>Makes ids of messages and batches: receive time, four digits of this process, a running number. Thread-safe.</summary>
internal sealed class TransactionIds
{
    private readonly int _process = RandomNumberGenerator.GetInt32(10_000);
    private long _last;

    /// <summary>Returns an id that no other call of this process gets.</summary>
    /// <param name="receivedTimeMs">When the request came, ms since 1970.</param>
    public string Next(long receivedTimeMs) =>
        string.Create(CultureInfo.InvariantCulture, $"{receivedTimeMs}:{_process:D4}:{Interlocked.Increment(ref _last)}");
}
