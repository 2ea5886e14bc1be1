using OrleansSegmentation.Cli.Import.Reporting;
using OrleansSegmentation.Cli.Import.Resuming;
using OrleansSegmentation.Cli.Import.Sending;
using OrleansSegmentation.Cli.Import.Sources;
using OrleansSegmentation.Cli.Pql;
using Spectre.Console;

namespace OrleansSegmentation.Cli.Import;

/// <summary>One run of an import: from its beginning, or from where an earlier run was interrupted.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="http">Makes the transport.</param>
/// <param name="console">Where progress is shown.</param>
/// <param name="clock">The time.</param>
internal sealed class ImportRun(ImportOptions options, Func<HttpClient> http, IAnsiConsole console, TimeProvider clock)
{
    private const int WindowPerRequest = 4;

    /// <summary>Runs until the end of the file, a failure, or Ctrl+C.</summary>
    /// <exception cref="UsageException">The import cannot begin with these options.</exception>
    public async Task<ImportSummary> RunAsync(CancellationToken cancellationToken)
    {
        var (mapping, mapHash) = ImportSources.ReadMapping(options.Format, options.MapFile);
        var destination = options.Destination with { Dataset = options.Destination.Dataset ?? mapping?.Dataset };
        var fresh = new ImportState
        {
            File = FileIdentity.Of(options.File),
            Target = new ImportTarget(destination.Server.ToString(), destination.Organization, destination.Sandbox, destination.Dataset, options.Format, mapHash, options.ChunkBytes),
            StartedAt = clock.GetUtcNow(),
        };
        using var stateFile = ImportStateFile.Open(options.StateFile);
        var earlier = options.Restart ? null : stateFile.Read();
        // An import of which nothing was acknowledged, such as one with a wrong token, leaves nothing to go on with.
        if (earlier is { Chunks: 0 } && (earlier.Target != fresh.Target || earlier.File != fresh.File)) earlier = null;
        var state = earlier is null ? fresh : Continue(earlier, fresh);

        await using var source = await ImportSources.OpenAsync(options, mapping, state.Position, cancellationToken);
        stateFile.Write(state); // from the first request on, its time is fixed
        return await SendAsync(source, state, earlier is not null, destination, stateFile, cancellationToken);
    }

    private async Task<ImportSummary> SendAsync(
        IRecordSource source, ImportState state, bool isResumed, ImportDestination destination, ImportStateFile stateFile, CancellationToken cancellationToken)
    {
        var meter = new ImportMeter();
        using var rejects = new RejectLog(options.RejectsFile, state.RejectsBytes);
        using var sender = new HttpChunkSender(http(), destination, state.StartedAt, options.GiveUpAfter, meter, clock);
        using var ledger = new ImportLedger(state, stateFile, rejects, meter, options.RequestsInFlight * WindowPerRequest);
        var pipeline = new ImportPipeline(source, sender, ledger, options.RequestsInFlight, options.ChunkBytes);
        var start = clock.GetTimestamp();
        var (outcome, problem) = (ImportOutcome.Complete, default(string));
        try
        {
            await new ImportDisplay(console, meter, clock).FollowAsync(pipeline.RunAsync(cancellationToken));
            stateFile.Delete();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            (outcome, problem) = (ImportOutcome.Interrupted, "The import was interrupted.");
        }
        catch (ServerUnreachableException exception)
        {
            (outcome, problem) = (ImportOutcome.Interrupted, exception.Message);
        }
        catch (Exception exception) when (exception is ServerRefusedException or SourceFailedException)
        {
            (outcome, problem) = (ImportOutcome.Failed, exception.Message);
        }

        return new ImportSummary(
            outcome, problem, ledger.State.Accepted, ledger.State.Rejected, ledger.State.SentBytes, isResumed, clock.GetElapsedTime(start), meter.Accepted,
            meter.SentBytes, meter.Retries, rejects.First);
    }

    private ImportState Continue(ImportState earlier, ImportState fresh)
    {
        const string Advice = "--restart begins anew, which is safe: a record that is sent twice changes nothing.";
        if (earlier.File.DifferenceTo(fresh.File) is { } file) throw new UsageException($"{options.File} changed since an import of it was interrupted ({options.StateFile}): {file}. {Advice}");
        if (earlier.Target.DifferenceTo(fresh.Target) is { } option) throw new UsageException($"{options.File} was begun with other options ({options.StateFile}): {option}. {Advice}");
        if (earlier.Target.Server == fresh.Target.Server || options.Moved) return earlier with { Target = fresh.Target };
        throw new UsageException($"{options.File} was begun on {earlier.Target.Server} ({options.StateFile}). If {fresh.Target.Server} has the same data, --moved goes on there. {Advice}");
    }
}
