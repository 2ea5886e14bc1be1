using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Benchmarks.Identity;

/// <summary><c>identity</c>: how fast records with overlapping identities become profiles, checked against an independent union–find.</summary>
internal static class IdentityBenchmark
{
    private const int BatchSize = 65_536;
    private const int PartitionCount = 16;
    private const string Namespace = "ecid";

    private static readonly int[] SizeLimits = [1, 4, 8, 50, 1_000, int.MaxValue];

    public static Command BuildCommand()
    {
        var records = new Option<int>("--records") { DefaultValueFactory = static _ => 10_000_000, Description = "How many records." };
        var identities = new Option<double>("--identities") { DefaultValueFactory = static _ => 2.5, Description = "Mean number of identities of a record, 1.01 to 5." };
        var shards = new Option<int>("--shards") { DefaultValueFactory = static _ => 4, Description = "Shards of the identity index, 1 to 256." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = static _ => 20260318, Description = "Equal seeds give equal records." };
        var command = new Command("identity", "Stitch records with overlapping identities in memory: parse, resolve, apply, batch by batch.") { records, identities, shards, seed };
        command.SetAction(arguments => Run(arguments.GetValue(records), arguments.GetValue(identities), arguments.GetValue(shards), arguments.GetValue(seed)));
        return command;
    }

    private static int Run(int recordCount, double identitiesPerRecord, int shardCount, int seed)
    {
        Console.WriteLine($"{recordCount:N0} records, {identitiesPerRecord} identities each on average, {shardCount} shards, batches of {BatchSize:N0}, seed {seed}.");
        var source = new OverlappingRecords(recordCount, identitiesPerRecord, seed);
        var expected = new IntegerComponents(source.MaxIdentityCount);
        var pipeline = new IdentityPipeline(PartitionCount, shardCount);
        var (parse, resolve, apply) = (new Phase("parse"), new Phase("resolve"), new Phase("apply"));
        var text = new ArrayBufferWriter<byte>(BatchSize * 128);
        long named = 0;
        for (var done = 0; done < recordCount;)
        {
            var count = Math.Min(BatchSize, recordCount - done);
            text.ResetWrittenCount();
            named += Write(text, count, source, expected);
            var payload = parse.Time(() => RecordReader.ReadNdjson(text.WrittenMemory, new RecordReadOptions { DefaultDatasetId = "crm", ReceivedTimeMs = done }).Payload);
            var route = resolve.Time(() => pipeline.Resolve(payload));
            apply.Time(() =>
            {
                pipeline.Apply(payload, route);
                return true;
            });
            done += count;
        }

        Phase[] phases = [parse, resolve, apply];
        Report(recordCount, named, pipeline, phases);
        return Check(pipeline, expected) ? 0 : 1;
    }

    private static long Write(ArrayBufferWriter<byte> text, int count, OverlappingRecords source, IntegerComponents expected)
    {
        Span<int> identities = stackalloc int[8];
        long named = 0;
        for (var record = 0; record < count; record++)
        {
            var own = identities[..source.Next(identities)];
            expected.Join(own);
            named += own.Length;
            text.Write("""{"identityMap":{"ECID":["""u8);
            for (var i = 0; i < own.Length; i++)
            {
                text.Write(i == 0 ? """{"id":"i"""u8 : """,{"id":"i"""u8);
                own[i].TryFormat(text.GetSpan(16), out var length, provider: CultureInfo.InvariantCulture);
                text.Advance(length);
                text.Write("\"}"u8);
            }

            text.Write("]}}\n"u8);
        }

        return named;
    }

    private static void Report(int recordCount, long named, IdentityPipeline pipeline, IReadOnlyList<Phase> phases)
    {
        var wall = phases.Sum(static phase => phase.Wall.TotalSeconds);
        var cpu = phases.Sum(static phase => phase.Cpu.TotalSeconds);
        foreach (var phase in phases) Console.WriteLine($"{phase.Name,-8} {phase.Wall.TotalSeconds,8:N2} s, {phase.Cpu.TotalSeconds,8:N2} CPU s");
        Console.WriteLine($"{"all",-8} {wall,8:N2} s, {cpu,8:N2} CPU s: {recordCount / wall:N0} records/s, {recordCount / cpu:N0} records per CPU s");
        Console.WriteLine($"{pipeline.Identities:N0} identities of {named:N0} named, {(double)pipeline.IndexBytes / pipeline.Identities:N1} bytes each in the index");
        Console.WriteLine($"{pipeline.Clusters:N0} components, {pipeline.Moves:N0} moves");
        Console.WriteLine($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB, with the records' generator and the check");
    }

    private static bool Check(IdentityPipeline pipeline, IntegerComponents expected)
    {
        var rootOf = new int[pipeline.MaxClusterCount]; // plus one
        var clusterOf = new int[expected.MaxCount]; // of a root; plus one
        var components = new long[SizeLimits.Length];
        var largest = 0;
        long wrong = 0;
        Span<byte> digits = stackalloc byte[16];
        for (var number = 0; number < expected.MaxCount; number++)
        {
            if (!expected.Occurred(number)) continue;
            var size = expected.SizeOfRoot(number);
            largest = Math.Max(largest, size);
            if (size > 0) components[Array.FindIndex(SizeLimits, limit => size <= limit)]++;
            var root = expected.RootOf(number);
            var cluster = pipeline.Find(IdentityKey.Of(Namespace, string.Create(CultureInfo.InvariantCulture, $"i{number}")).Value);
            if (!cluster.Exists)
            {
                wrong++;
                continue;
            }

            var index = pipeline.IndexOf(cluster);
            if (clusterOf[root] == 0 && rootOf[index] == 0) (clusterOf[root], rootOf[index]) = (index + 1, root + 1);
            if (clusterOf[root] != index + 1 || rootOf[index] != root + 1) wrong++;
        }

        var sizes = new StringBuilder();
        for (var i = 0; i < components.Length; i++)
            sizes.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}{(SizeLimits[i] == int.MaxValue ? "more" : $"≤ {SizeLimits[i]}")}: {components[i]:N0}");
        var isEqual = wrong == 0 && components.Sum() == pipeline.Clusters;
        Console.WriteLine($"components by identities: {sizes}; the largest has {largest:N0}");
        Console.WriteLine(isEqual
            ? "The components are those of an independent union–find."
            : $"WRONG: {wrong:N0} identities differ from an independent union–find, which has {components.Sum():N0} components.");
        return isEqual;
    }

    /// <summary>Adds up the time of one step.</summary>
    private sealed class Phase(string name)
    {
        public string Name => name;

        public TimeSpan Wall { get; private set; }

        public TimeSpan Cpu { get; private set; }

        public T Time<T>(Func<T> step)
        {
            var start = Stopwatch.GetTimestamp();
            var cpu = Environment.CpuUsage.TotalTime;
            var result = step();
            Cpu += Environment.CpuUsage.TotalTime - cpu;
            Wall += Stopwatch.GetElapsedTime(start);
            return result;
        }
    }
}
