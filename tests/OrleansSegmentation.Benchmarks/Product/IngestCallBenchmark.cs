using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary><c>ingest-calls</c>: many callers, one record per call, each waiting until its record is durable.</summary>
internal static class IngestCallBenchmark
{
    private const int WarmUpCalls = 2_000;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Command BuildCommand()
    {
        var calls = new Option<int>("--calls") { Description = "How many calls.", DefaultValueFactory = static _ => 20_000 };
        var callers = new Option<int>("--callers") { Description = "Calls at a time.", DefaultValueFactory = static _ => 64 };
        var command = new Command("ingest-calls", "Load one record per call, durably, from many callers at a time.") { calls, callers };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(calls), result.GetValue(callers), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int calls, int callers, CancellationToken cancellationToken)
    {
        var lines = MakeLines(calls + WarmUpCalls);
        using var stages = new IngestStages();
        await using var server = await BenchmarkServer.StartAsync(cancellationToken);
        await server.DefineAsync("warm-up", "workAddress.country = \"US\"", cancellationToken);
        await CallAsync(server, lines[..WarmUpCalls], callers, cancellationToken);

        var cpu = CpuTime.Now();
        var start = Stopwatch.GetTimestamp();
        var times = await CallAsync(server, lines[WarmUpCalls..], callers, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = CpuTime.Now().Since(cpu);
        Array.Sort(times);
        Console.WriteLine(
            $"{times.Length:N0} calls of one record, {callers} at a time: {times.Length / elapsed:N0}/s, p50 {times[times.Length / 2]:N2} ms, p99 {times[times.Length * 99 / 100]:N2} ms; {used} = {used.Total * 1e6 / times.Length:N0} µs per call, client included");
        Console.WriteLine($"thread seconds: {stages.Describe("seconds", "N2")}");
    }

    private static List<byte[]> MakeLines(int count)
    {
        var generator = new SampleProfileGenerator(0) { HasEvents = false };
        using var stream = new MemoryStream();
        generator.WriteRecords(stream, 0, count, Now);
        var lines = new List<byte[]>(count);
        var rest = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        while (lines.Count < count)
        {
            var end = rest.IndexOf((byte)'\n');
            lines.Add(rest[..end].ToArray());
            rest = rest[(end + 1)..];
        }

        return lines;
    }

    private static async Task<double[]> CallAsync(BenchmarkServer server, List<byte[]> lines, int callers, CancellationToken cancellationToken)
    {
        var times = new double[lines.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, lines.Count, options, async (index, token) =>
        {
            var began = Stopwatch.GetTimestamp();
            var content = new ByteArrayContent(lines[index]);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            var receipt = await server.PostAsync("/ingest/profiles?datasetId=crm", content, token);
            if ((int)receipt["accepted"]! != 1) throw new InvalidOperationException(receipt.ToJsonString());
            times[index] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        });
        return times;
    }
}
