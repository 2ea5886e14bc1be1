using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Hands out <c>computeJobId</c>: unique on the server, taken in blocks.</summary>
/// <param name="storage">Holds the counter.</param>
internal sealed class JobNumbers(ISegmentationStorage storage)
{
    private const string Counter = "computeJobId";
    private const int BlockSize = 16;

    private long _next;
    private long _end;

    /// <summary>Returns a number that no other job has.</summary>
    public async Task<long> TakeAsync(CancellationToken cancellationToken)
    {
        while (_next == _end)
        {
            var first = await storage.TakeNumbersAsync(Counter, BlockSize, cancellationToken);
            if (_next != _end) break; // another call took a block meanwhile; this one's is a gap
            (_next, _end) = (first, first + BlockSize);
        }

        return _next++;
    }
}
