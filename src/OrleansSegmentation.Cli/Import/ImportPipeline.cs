using System.Threading.Channels;
using OrleansSegmentation.Cli.Import.Sending;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import;

/// <summary>Reads chunks and sends several at a time. The chunks are made once and go round, so memory does not depend on the file.</summary>
/// <param name="source">The file, standing where the ledger stands.</param>
/// <param name="sender">The server.</param>
/// <param name="ledger">Books what is acknowledged.</param>
/// <param name="requestsInFlight">How many are sent at a time.</param>
/// <param name="chunkBytes">How long each is.</param>
internal sealed class ImportPipeline(IRecordSource source, IChunkSender sender, ImportLedger ledger, int requestsInFlight, int chunkBytes)
{
    /// <summary>Runs to the end of the file.</summary>
    /// <exception cref="SourceFailedException">The file cannot be read further; everything before is acknowledged.</exception>
    /// <exception cref="ServerRefusedException">The server refuses a chunk for good.</exception>
    /// <exception cref="ServerUnreachableException">A chunk cannot be delivered.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var chunks = Enumerable.Range(0, requestsInFlight + 1).Select(_ => new Chunk(chunkBytes)).ToList(); // one is filled while the others are sent
        var free = Channel.CreateUnbounded<Chunk>();
        var filled = Channel.CreateUnbounded<Chunk>(); // bounded by the chunks there are
        foreach (var chunk in chunks) free.Writer.TryWrite(chunk);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var senders = Enumerable.Range(0, requestsInFlight).Select(_ => Guard(SendAsync(filled.Reader, free.Writer, stop.Token), stop)).ToList();
        SourceFailedException? broken = null;
        try
        {
            await Guard(Task.Run(() => FillAsync(free.Reader, filled.Writer, stop.Token), stop.Token), stop);
        }
        catch (SourceFailedException exception)
        {
            broken = exception; // what was read before still goes out
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A sender failed; its exception follows.
        }
        finally
        {
            filled.Writer.TryComplete();
        }

        await FirstFailureAsync(senders);
        cancellationToken.ThrowIfCancellationRequested();
        if (broken is not null) throw broken;
    }

    private async Task FillAsync(ChannelReader<Chunk> free, ChannelWriter<Chunk> filled, CancellationToken cancellationToken)
    {
        var position = ledger.State.Position;
        for (var number = ledger.State.Chunks; ; number++)
        {
            await ledger.WaitForRoomAsync(cancellationToken);
            var chunk = await free.ReadAsync(cancellationToken);
            chunk.Begin(number, position);
            try
            {
                if (!await source.FillAsync(chunk, cancellationToken)) return;
            }
            catch (SourceFailedException) when (chunk.Length > 0 || chunk.Rejections.Count > 0)
            {
                await filled.WriteAsync(chunk, cancellationToken); // it holds the records before the damage
                throw;
            }

            position = chunk.End;
            await filled.WriteAsync(chunk, cancellationToken);
        }
    }

    private async Task SendAsync(ChannelReader<Chunk> filled, ChannelWriter<Chunk> free, CancellationToken cancellationToken)
    {
        await foreach (var chunk in filled.ReadAllAsync(cancellationToken))
        {
            ledger.Acknowledge(chunk, chunk.Length == 0 ? null : await sender.SendAsync(chunk, cancellationToken));
            await free.WriteAsync(chunk, cancellationToken);
        }
    }

    private static async Task Guard(Task work, CancellationTokenSource stop)
    {
        try
        {
            await work;
        }
        catch (SourceFailedException)
        {
            throw; // the senders go on with what was read
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Waits for all; throws what stopped the first one, not the cancellations that followed from it.</summary>
    private static async Task FirstFailureAsync(IReadOnlyList<Task> tasks)
    {
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException)
        {
            var failed = tasks.FirstOrDefault(static task => task.IsFaulted);
            if (failed is null) throw;
            await failed;
        }
    }
}
