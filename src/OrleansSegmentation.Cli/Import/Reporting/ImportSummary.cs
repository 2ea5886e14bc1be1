using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Reporting;

/// <summary>How an import ended.</summary>
internal enum ImportOutcome
{
    Complete,
    Interrupted,
    Failed,
}

/// <summary>The outcome and the figures of an import.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Problem">Why it did not reach the end; null: it did.</param>
/// <param name="Accepted">Records taken, earlier runs of the same import included.</param>
/// <param name="Rejected">Records not taken, earlier runs included.</param>
/// <param name="SentBytes">Bytes acknowledged, earlier runs included.</param>
/// <param name="Resumed">Whether an earlier run was continued.</param>
/// <param name="Elapsed">How long this run took.</param>
/// <param name="RunAccepted">Records taken by this run.</param>
/// <param name="RunBytes">Bytes acknowledged by this run.</param>
/// <param name="Retries">Requests that were sent again.</param>
/// <param name="First">The first records of this run that were not taken.</param>
internal sealed record ImportSummary(
    ImportOutcome Outcome, string? Problem, long Accepted, long Rejected, long SentBytes, bool Resumed, TimeSpan Elapsed, long RunAccepted, long RunBytes,
    long Retries, IReadOnlyList<RecordRejection> First)
{
    private double Seconds => Math.Max(Elapsed.TotalSeconds, 0.001);

    /// <summary>Writes it for people.</summary>
    public void WriteText(TextWriter output)
    {
        foreach (var rejection in First) output.WriteLine($"Rejected {rejection.Place}: {rejection.Message}");
        if (Rejected > First.Count && First.Count > 0) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… {Rejected - First.Count:N0} more"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Accepted:N0} records imported, {Rejected:N0} rejected{(Resumed ? ", earlier runs included" : "")}. This run: {Elapsed.TotalSeconds:0.0} s, {RunAccepted / Seconds:N0} records/s, {RunBytes / Seconds / 1e6:0.0} MB/s{(Retries == 0 ? "" : $", {Retries} retries")}."));
    }

    /// <summary>Writes it for programs.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", Outcome switch { ImportOutcome.Complete => "complete", ImportOutcome.Interrupted => "interrupted", _ => "failed" });
        if (Problem is not null) writer.WriteString("problem", Problem);
        writer.WriteNumber("accepted", Accepted);
        writer.WriteNumber("rejected", Rejected);
        writer.WriteNumber("sentBytes", SentBytes);
        writer.WriteBoolean("resumed", Resumed);
        writer.WriteNumber("elapsedSeconds", Math.Round(Elapsed.TotalSeconds, 3));
        writer.WriteNumber("recordsPerSecond", Math.Round(RunAccepted / Seconds));
        writer.WriteNumber("bytesPerSecond", Math.Round(RunBytes / Seconds));
        writer.WriteNumber("retries", Retries);
        writer.WriteStartArray("firstRejected");
        foreach (var rejection in First) RejectLog.Write(writer, rejection);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
