using System.Globalization;
using System.Text;
using OrleansSegmentation.Storage.Local.Files;

namespace OrleansSegmentation.Storage.Local;

/// <summary>A durable counter that starts at 1. It reserves numbers in blocks, so most calls write nothing; a crash leaves a gap.</summary>
internal sealed class NumberCounter(string name, DocumentFolder documents)
{
    private const int BlockSize = 1000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _next;
    private long _end; // first number that is not reserved; 0 = not read yet

    public async Task<long> TakeAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_end - _next < count) await ReserveAsync(count, cancellationToken);
            var first = _next;
            _next += count;
            return first;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReserveAsync(int count, CancellationToken cancellationToken)
    {
        var document = await documents.ReadAsync(name, cancellationToken);
        var stored = document is null ? 1 : Parse(document.Content.Span);

        // numbers left over from the last block are still ours; after a start they are lost, which is the gap
        var next = _end == 0 ? stored : _next;
        var end = checked(next + Math.Max(count, BlockSize));
        var content = Encoding.ASCII.GetBytes(end.ToString(CultureInfo.InvariantCulture));
        if (await documents.ReplaceAsync(name, content, document?.ETag, cancellationToken) is null)
            throw new InvalidOperationException($"The counter {name} was changed by someone else.");
        _next = next;
        _end = end;
    }

    private long Parse(ReadOnlySpan<byte> content) =>
        long.TryParse(content, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new StorageDamagedException(name, "The counter holds no number.");
}
