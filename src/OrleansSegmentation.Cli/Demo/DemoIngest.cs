using OrleansSegmentation.Cli.Samples;
using OrleansSegmentation.Profiles.Generation;
using Spectre.Console;

namespace OrleansSegmentation.Cli.Demo;

/// <summary>Brings the records in: the shipped sample, then as many generated ones as asked for.</summary>
internal sealed class DemoIngest(IAnsiConsole console, DemoApi api, DemoSettings settings)
{
    private const int ProfilesPerRequest = 10_000; // about 16 MB a request, well below the default limit of 64 MiB
    private const int RequestsInFlight = 2;        // one is generated while another is ingested

    private long _accepted;

    /// <summary>Ingests everything; a rejected record is an error, for the data is ours.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var sample = await File.ReadAllBytesAsync(SampleCommand.ShippedPath, cancellationToken);
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(async progress =>
            {
                var shipped = progress.AddTask("Shipped sample", maxValue: sample.Length);
                await SendAsync(sample, cancellationToken);
                shipped.Value = sample.Length;

                if (settings.GeneratedProfiles > 0)
                {
                    var generated = progress.AddTask($"{settings.GeneratedProfiles:N0} generated profiles", maxValue: settings.GeneratedProfiles);
                    await GenerateAsync(generated, cancellationToken);
                }
            });
        console.MarkupLineInterpolated($"{_accepted:N0} records ingested.");
    }

    private Task GenerateAsync(ProgressTask progress, CancellationToken cancellationToken)
    {
        // The generated profiles go on where the shipped sample ends, so no two share an identity by accident.
        var generator = new SampleProfileGenerator(SampleCommand.ShippedSeed);
        var starts = Enumerable.Range(0, checked((int)((settings.GeneratedProfiles + ProfilesPerRequest - 1) / ProfilesPerRequest)));
        var options = new ParallelOptions { MaxDegreeOfParallelism = RequestsInFlight, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(starts, options, async (index, token) =>
        {
            var first = (long)index * ProfilesPerRequest;
            var count = Math.Min(ProfilesPerRequest, settings.GeneratedProfiles - first);
            using var buffer = new MemoryStream();
            generator.WriteRecords(buffer, SampleCommand.ShippedProfiles + first, count, SampleCommand.Now);
            await SendAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), token);
            progress.Increment(count);
        });
    }

    private async Task SendAsync(ReadOnlyMemory<byte> records, CancellationToken cancellationToken)
    {
        var receipt = await api.IngestAsync(records, "crm", cancellationToken);
        if ((int)receipt["rejected"]! > 0) throw new DemoFailedException($"Records were rejected: {receipt["errors"]!.ToJsonString()}");
        Interlocked.Add(ref _accepted, (int)receipt["accepted"]!);
    }
}
