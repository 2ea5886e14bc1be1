using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary><c>jobs</c>: ingest generated profiles, then run segment jobs, all over HTTP.</summary>
internal static class JobBenchmark
{
    private const int ProfilesPerRequest = 10_000;
    private const int RequestsInFlight = 2;
    private const int Rounds = 5;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Command BuildCommand()
    {
        var profiles = new Option<int>("--profiles") { Description = "How many profiles.", DefaultValueFactory = static _ => 1_000_000 };
        var command = new Command("jobs", "Ingest seeded profiles with about eight events each; time jobs of 1 and of 20 segments from POST to SUCCEEDED.") { profiles };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(profiles), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int profiles, CancellationToken cancellationToken)
    {
        await using var server = await BenchmarkServer.StartAsync(cancellationToken);
        await IngestAsync(server, profiles, cancellationToken);

        var ids = new List<string>();
        foreach (var expression in MixedAudiences.Expressions)
            ids.Add(await server.DefineAsync($"audience {ids.Count + 1}", expression, cancellationToken));
        await MeasureAsync(server, "1 attribute segment", ids[..1], cancellationToken);
        var job = await MeasureAsync(server, "20 mixed segments", ids, cancellationToken);

        Console.WriteLine($"resident memory {Process.GetCurrentProcess().WorkingSet64 / 1e9:N2} GB, highest {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:N2} GB (generator and client included)");
        foreach (var (expression, id) in MixedAudiences.Expressions.Zip(ids))
            Console.WriteLine($"{(long)job["metrics"]!["segmentedProfileCounter"]![id]!,10:N0}  {expression}");
    }

    private static async Task IngestAsync(BenchmarkServer server, int profiles, CancellationToken cancellationToken)
    {
        var generator = new SampleProfileGenerator(0);
        long bytes = 0, records = 0, generating = 0;
        var start = Stopwatch.GetTimestamp();
        var requests = Enumerable.Range(0, (profiles + ProfilesPerRequest - 1) / ProfilesPerRequest);
        var options = new ParallelOptions { MaxDegreeOfParallelism = RequestsInFlight, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(requests, options, async (request, token) =>
        {
            var generate = Stopwatch.GetTimestamp();
            var first = request * ProfilesPerRequest;
            using var buffer = new MemoryStream();
            generator.WriteRecords(buffer, first, Math.Min(ProfilesPerRequest, profiles - first), Now);
            Interlocked.Add(ref generating, Stopwatch.GetElapsedTime(generate).Ticks);
            var content = new ReadOnlyMemoryContent(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            var receipt = await server.PostAsync("/ingest/profiles?datasetId=crm", content, token);
            Interlocked.Add(ref bytes, buffer.Length);
            Interlocked.Add(ref records, (long)receipt["accepted"]!);
        });
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(
            $"ingest: {profiles:N0} profiles in {records:N0} records, {bytes / 1e6:N0} MB, {elapsed:N1} s = {profiles / elapsed:N0} profiles/s, {bytes / elapsed / 1e6:N0} MB/s, durable; {new TimeSpan(generating).TotalSeconds:N1} thread seconds of it made the records");
    }

    private static async Task<JsonNode> MeasureAsync(BenchmarkServer server, string name, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        JsonNode job = null!;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            job = await server.PostAsync("/segment/jobs", new JsonArray([.. ids.Select(static id => new JsonObject { ["segmentId"] = id })]), cancellationToken);
            while ((string)job["status"]! is not ("SUCCEEDED" or "FAILED" or "CANCELLED"))
                job = await server.GetAsync($"/segment/jobs/{job["id"]}?segmentDetail=none", cancellationToken);
            if ((string)job["status"]! != "SUCCEEDED") throw new InvalidOperationException(job.ToJsonString());
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine($"{name}, POST to SUCCEEDED over {(long)job["metrics"]!["totalProfiles"]!:N0} profiles: first {times[0]:N0} ms, then {string.Join(", ", times.Skip(1).Select(static time => $"{time:N0}"))} ms");
        return job;
    }
}
