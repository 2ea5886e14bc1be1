using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>
/// A script with every kind of write meets every kind of fault at every operation of the store. After each, whatever was acknowledged is there,
/// whatever was not is wholly there or not at all, and everything that is stored can be counted again from scratch.
/// </summary>
/// <remarks>
/// <c>FAULT_POINTS_SEED</c> sets the first seed of the scripts made by chance and <c>FAULT_POINTS_RUNS</c> how many there are: a long run for
/// those who have the time.
/// </remarks>
public sealed class FaultPointTests(ITestOutputHelper output)
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    [Fact]
    public async Task Script_WithoutAFault_IsTheSameEveryTime()
    {
        using var machine = new Machine();
        var first = await FaultRun.RunAsync(machine, Script.Full(), fault: null);
        var second = await FaultRun.RunAsync(machine, Script.Full(), fault: null);

        Assert.Equal(first, second);
        foreach (var kind in first.GroupBy(static operation => operation.Name.Split(' ', '/')[0])) output.WriteLine($"{kind.Key}: {kind.Count()}");
    }

    [Fact]
    public async Task Script_WithEachFaultAtEachOperation_KeepsWhatItAcknowledgedAndCountsRight()
    {
        using var counting = new Machine();
        var operations = await FaultRun.RunAsync(counting, Script.Full(), fault: null);
        var points = Kinds.SelectMany(kind => Enumerable.Range(1, operations.Count).Select(operation => new FaultPoint(operation, kind)))
            .Where(point => operations[point.Operation - 1].IsWrite || point.Kind is FaultKind.CrashBefore or FaultKind.Refused or FaultKind.Takeover).ToList(); // a read takes no effect

        await RunAllAsync(points, static (machine, point) => FaultRun.RunAsync(machine, Script.Full(), point), point => $"{point.Kind} at operation {point.Operation}, {operations[point.Operation - 1].Name}");

        output.WriteLine($"{points.Count} faults at {operations.Count} operations: " + string.Join(", ", points.CountBy(static point => point.Kind)));
    }

    [Fact]
    public async Task ScriptByChance_WithAFaultByChance_KeepsWhatItAcknowledgedAndCountsRight()
    {
        var first = Setting("FAULT_POINTS_SEED", 1);
        var seeds = Enumerable.Range(first, Setting("FAULT_POINTS_RUNS", 40)).ToList();
        await RunAllAsync(seeds, static async (machine, seed) =>
        {
            var random = new Random(seed);
            var operations = await FaultRun.RunAsync(machine, Script.ByChance(seed), fault: null);
            await FaultRun.RunAsync(machine, Script.ByChance(seed), new FaultPoint(random.Next(1, operations.Count + 1), Kinds[random.Next(Kinds.Length)]));
        }, static seed => $"seed {seed}");
        output.WriteLine($"seeds {first} to {seeds[^1]}");
    }

    private static int Setting(string name, int value) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : value;

    // Runs are independent of each other: as many at a time as there are processors.
    private async Task RunAllAsync<T>(IReadOnlyList<T> cases, Func<Machine, T, Task> runAsync, Func<T, string> describe)
    {
        var failures = new ConcurrentQueue<string>();
        var processorTime = Environment.CpuUsage.TotalTime;
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            using var machine = new Machine();
            for (var i = Interlocked.Increment(ref next); i < cases.Count; i = Interlocked.Increment(ref next))
            {
                try
                {
                    await runAsync(machine, cases[i]);
                }
                catch (Exception exception)
                {
                    failures.Enqueue($"{describe(cases[i])}: {exception}");
                }
            }
        })));

        output.WriteLine($"{cases.Count} runs, {(Environment.CpuUsage.TotalTime - processorTime).TotalSeconds:N0} s of processor time, {failures.Count} failures");
        Assert.True(failures.IsEmpty, $"{failures.Count} of {cases.Count} runs failed.\n" + string.Join("\n\n", failures.Take(10)));
    }
}
