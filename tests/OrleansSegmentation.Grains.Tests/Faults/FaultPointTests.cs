using Xunit.Abstractions;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>
/// A script with every kind of write meets every kind of fault at every operation of the store. After each, whatever was acknowledged is there,
/// whatever was not is wholly there or not at all, and everything that is stored can be counted again from scratch.
/// </summary>
public sealed class FaultPointTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Script_WithoutAFault_IsTheSameEveryTime()
    {
        using var machine = new Machine();
        var first = await FaultRun.RunAsync(machine, Script.Full(), fault: null);
        var second = await FaultRun.RunAsync(machine, Script.Full(), fault: null);

        Assert.Equal(first, second);
        foreach (var kind in first.GroupBy(static operation => operation.Name[..(operation.Name.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? end : operation.Name.Length)]))
            output.WriteLine($"{kind.Key}: {kind.Count()}");
    }

    [Theory]
    [InlineData(FaultKind.CrashBefore), InlineData(FaultKind.CrashAfter), InlineData(FaultKind.AnswerLost), InlineData(FaultKind.Refused), InlineData(FaultKind.Takeover)]
    public async Task Script_WithAFaultAtEveryOperation_KeepsWhatItAcknowledgedAndCountsRight(FaultKind kind)
    {
        using var counting = new Machine();
        var operations = await FaultRun.RunAsync(counting, Script.Full(), fault: null);
        // A read takes no effect, so it does not matter whether it fails before or after.
        var points = Enumerable.Range(1, operations.Count)
            .Where(operation => operations[operation - 1].IsWrite || kind is FaultKind.CrashBefore or FaultKind.Refused or FaultKind.Takeover).ToList();
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            using var machine = new Machine();
            for (var i = Interlocked.Increment(ref next); i < points.Count; i = Interlocked.Increment(ref next))
            {
                try
                {
                    System.IO.File.AppendAllText("/tmp/shards-faults.txt", $"{System.Diagnostics.Stopwatch.GetTimestamp() / 1000000} {Environment.CpuUsage.TotalTime.TotalMilliseconds} {kind} {points[i]} {operations[points[i] - 1].Name}\n");
                    await FaultRun.RunAsync(machine, Script.Full(), new FaultPoint(points[i], kind));
                }
                catch (Exception exception)
                {
                    failures.Enqueue($"{kind} at operation {points[i]}, {operations[points[i] - 1].Name}: {exception}");
                }
            }
        })));

        output.WriteLine($"{kind}: {points.Count} faults at {operations.Count} operations, {failures.Count} failures");
        Assert.True(failures.IsEmpty, $"{failures.Count} of {points.Count} runs failed.\n" + string.Join("\n\n", failures.Take(5)));
    }
}
