using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary><c>http</c>: latency of single calls with many connections, and of a page of a long list.</summary>
internal static class HttpBenchmark
{
    private const int ListRounds = 50;

    public static Command BuildCommand()
    {
        var connections = new Option<int>("--connections") { Description = "Calls in flight.", DefaultValueFactory = static _ => 32 };
        var jobs = new Option<int>("--jobs") { Description = "Jobs to create.", DefaultValueFactory = static _ => 10_000 };
        var command = new Command("http", "Create jobs on an empty sandbox, read one of them, list a filtered and sorted page.") { connections, jobs };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(connections), result.GetValue(jobs), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int connections, int jobs, CancellationToken cancellationToken)
    {
        await using var server = await BenchmarkServer.StartAsync(cancellationToken);
        var segment = await server.DefineAsync("US", "workAddress.country = \"US\"", cancellationToken);
        var body = new JsonArray(new JsonObject { ["segmentId"] = segment });
        JsonNode? last = null;
        await MeasureAsync("POST /segment/jobs", connections, jobs, async token => last = await server.PostAsync("/segment/jobs", body, token), cancellationToken);

        var start = Stopwatch.GetTimestamp();
        while ((int)(await server.GetAsync("/segment/jobs?status=NEW,QUEUED,PROCESSING&limit=1", cancellationToken))["_page"]!["totalCount"]! > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        Console.WriteLine($"the queue was empty {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s after the last POST");

        var id = (string)last!["id"]!;
        await MeasureAsync("GET /segment/jobs/{id}", connections, jobs, token => server.GetAsync($"/segment/jobs/{id}", token), cancellationToken);
        var page = $"/segment/jobs?limit=100&status=SUCCEEDED&property=segments~segmentId=={segment}&sort=updateTime:desc,computeJobId:asc";
        await MeasureAsync($"filtered, sorted page of 100 out of {jobs:N0} jobs", 1, ListRounds, token => server.GetAsync(page, token), cancellationToken);
    }

    private static async Task MeasureAsync(string name, int connections, int calls, Func<CancellationToken, Task<JsonNode>> call, CancellationToken cancellationToken)
    {
        var times = new double[calls];
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, calls, new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellationToken }, async (index, token) =>
        {
            var began = Stopwatch.GetTimestamp();
            _ = await call(token);
            times[index] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        });
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(times);
        Console.WriteLine($"{name}: {calls:N0} calls, {connections} at a time, {calls / elapsed:N0}/s, p50 {times[calls / 2]:N2} ms, p99 {times[calls * 99 / 100]:N2} ms");
    }
}
