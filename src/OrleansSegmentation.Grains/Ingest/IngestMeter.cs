using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansSegmentation.Grains.Ingest;

/// <summary>Where the time of ingestion goes. Meter <c>OrleansSegmentation.Ingest</c>; every measurement has the tag <c>stage</c>.</summary>
/// <remarks>
/// <c>segmentation.ingest.seconds</c>: time of parse, stage, resolve, commit, decode, index, apply, checkpoint and (after it) merge, summed over
/// what runs at the same time. <c>segmentation.ingest.records</c>: records parsed, committed, and applied by partitions of this silo. <c>segmentation.ingest.bytes</c>:
/// bytes staged, and written by checkpoints.
/// </remarks>
internal static class IngestMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "OrleansSegmentation.Ingest";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<double> Seconds = Meter.CreateCounter<double>("segmentation.ingest.seconds", "s", "Time of a stage of ingestion.");
    private static readonly Counter<long> Records = Meter.CreateCounter<long>("segmentation.ingest.records", "{record}", "Records that passed a stage of ingestion.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("segmentation.ingest.bytes", "By", "Bytes written by a stage of ingestion.");

    /// <summary>Adds the time since <paramref name="startTimestamp"/>, of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public static void AddTime(string stage, long startTimestamp) => Seconds.Add(Stopwatch.GetElapsedTime(startTimestamp).TotalSeconds, Stage(stage));

    public static void AddRecords(string stage, long count) => Records.Add(count, Stage(stage));

    public static void AddBytes(string stage, long count) => Bytes.Add(count, Stage(stage));

    private static KeyValuePair<string, object?> Stage(string stage) => new("stage", stage);
}
