using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary><c>ingest</c>: load records that were made before over HTTP, durably, and say where the time went.</summary>
internal static class IngestBenchmark
{
    public static Command BuildCommand()
    {
        var profiles = new Option<int>("--profiles") { Description = "How many profiles.", DefaultValueFactory = static _ => 200_000 };
        var events = new Option<int>("--events") { Description = "8: about eight events per profile. 0: attributes only.", DefaultValueFactory = static _ => 8 };
        var file = new Option<string?>("--file") { Description = "NDJSON to load instead of generated records; --profiles then only scales the output." };
        var requestMiB = new Option<int>("--request-mib") { Description = "The largest request.", DefaultValueFactory = static _ => 16 };
        var inFlight = new Option<int>("--in-flight") { Description = "Requests at a time.", DefaultValueFactory = static _ => 3 };
        var partitions = new Option<int>("--partitions") { Description = "Partitions of the sandbox; fewer make each as full as in a larger load.", DefaultValueFactory = static _ => 16 };
        var defer = new Option<bool>("--defer-views") { Description = "Profiles are merged when a job needs them, not in the background: what is left is ingestion alone." };
        var command = new Command("ingest", "Load NDJSON over HTTP, durably; print processor time, stages, memory and disk.") { profiles, events, file, requestMiB, inFlight, partitions, defer };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(profiles), result.GetValue(events) > 0, result.GetValue(file), result.GetValue(requestMiB) << 20, result.GetValue(inFlight), result.GetValue(partitions), result.GetValue(defer), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int profiles, bool hasEvents, string? file, int requestBytes, int inFlight, int partitions, bool defer, CancellationToken cancellationToken)
    {
        var made = file is null ? Path.GetTempFileName() : null;
        try
        {
            if (made is not null) IngestFile.Write(made, profiles, hasEvents);
            var path = file ?? made!;
            Parse(path, profiles, requestBytes);
            await LoadAsync(path, profiles, requestBytes, inFlight, partitions, defer, cancellationToken);
        }
        finally
        {
            if (made is not null) File.Delete(made);
        }
    }

    // The baseline: one thread, nothing kept. The first piece is parsed once more before, so that compiling is not counted.
    private static void Parse(string path, int profiles, int requestBytes)
    {
        var options = new RecordReadOptions { DefaultDatasetId = "crm", ReceivedTimeMs = 0 };
        _ = RecordReader.ReadNdjson(IngestFile.ReadPieces(path, requestBytes).First(), options);
        var start = CpuTime.Now();
        long bytes = 0, records = 0;
        foreach (var piece in IngestFile.ReadPieces(path, requestBytes))
        {
            bytes += piece.Count;
            records += RecordReader.ReadNdjson(piece, options).Accepted;
            ArrayPool<byte>.Shared.Return(piece.Array!);
        }

        var cpu = CpuTime.Now().Since(start);
        Console.WriteLine($"parse only: {records:N0} records, {bytes / 1e6:N0} MB, {cpu} = {profiles / cpu.Total:N0} profiles and {bytes / cpu.Total / 1e6:N0} MB per second of it");
    }

    private static async Task LoadAsync(string path, int profiles, int requestBytes, int inFlight, int partitions, bool defer, CancellationToken cancellationToken)
    {
        using var stages = new IngestStages();
        var settings = new Dictionary<string, string?> { ["Segmentation:Profiles:PartitionCount"] = partitions.ToString(CultureInfo.InvariantCulture) };
        if (defer)
        {
            settings["Segmentation:Profiles:RefreshRows"] = "500000000";
            settings["Segmentation:Profiles:QuietTime"] = "01:00:00";
        }

        await using var server = await BenchmarkServer.StartAsync(cancellationToken, settings);
        var segment = await server.DefineAsync("warm-up", "workAddress.country = \"US\"", cancellationToken);
        GC.Collect();
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        using var peak = new MemoryPeak();
        var collections = GC.CollectionCount(2);
        var allocated = GC.GetTotalAllocatedBytes();
        var cpuStart = CpuTime.Now();
        var start = Stopwatch.GetTimestamp();
        long bytes = 0, records = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = inFlight, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(IngestFile.ReadPieces(path, requestBytes), options, async (piece, token) =>
        {
            var content = new ReadOnlyMemoryContent(piece);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            var receipt = await server.PostAsync("/ingest/profiles?datasetId=crm", content, token);
            Interlocked.Add(ref bytes, piece.Count);
            Interlocked.Add(ref records, (long)receipt["accepted"]!);
            ArrayPool<byte>.Shared.Return(piece.Array!);
        });
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var cpu = CpuTime.Now().Since(cpuStart);
        await stages.WaitForAsync("records", "applied", records, cancellationToken); // receipts come earlier
        var allElapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var allCpu = CpuTime.Now().Since(cpuStart);
        Console.WriteLine($"load: {profiles:N0} profiles in {records:N0} records, {bytes / 1e6:N0} MB, requests of {requestBytes >> 20} MiB, {inFlight} at a time");
        Console.WriteLine($"  to the last receipt: {elapsed:N2} s = {profiles / elapsed:N0} profiles/s, {bytes / elapsed / 1e6:N0} MB/s; {cpu}");
        Console.WriteLine($"  to the last record applied: {allElapsed:N2} s = {profiles / allElapsed:N0} profiles/s; {allCpu} = {allCpu.Total * 100_000 / profiles:N2} s per 100,000 profiles");
        Console.WriteLine($"  thread seconds: {stages.Describe("seconds", "N2")}");
        Console.WriteLine($"  bytes written: {stages.Describe("bytes", "N0")}; on disk {server.DiskBytes / 1e6:N0} MB");
        Console.WriteLine($"  allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1e6:N0} MB, full collections {GC.CollectionCount(2) - collections}");
        Console.WriteLine($"  {peak.Describe(heapBefore)}");
        var heapAfter = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"  heap in use after a full collection: {heapBefore / 1e6:N0} MB before, {heapAfter / 1e6:N0} MB after; segment {segment}");
    }
}
