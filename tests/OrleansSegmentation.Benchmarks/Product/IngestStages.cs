using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary>Sums what the product's meter of ingestion reports, by instrument and stage.</summary>
internal sealed class IngestStages : IDisposable
{
    private readonly ConcurrentDictionary<(string Instrument, string Stage), double> _sums = new();
    private readonly MeterListener _listener = new();
    private TaskCompletionSource _added = NewSignal();

    public IngestStages()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "OrleansSegmentation.Ingest") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public double Get(string instrument, string stage) => _sums.GetValueOrDefault(("segmentation.ingest." + instrument, stage));

    /// <summary>Waits until a sum has reached a value. One waits at a time.</summary>
    public async Task WaitForAsync(string instrument, string stage, double least, CancellationToken cancellationToken)
    {
        while (true)
        {
            var added = NewSignal();
            Volatile.Write(ref _added, added); // before the look: nothing that is added in between is missed
            if (Get(instrument, stage) >= least) return;
            await added.Task.WaitAsync(cancellationToken);
        }
    }

    public string Describe(string instrument, string format) => string.Join(", ", _sums
        .Where(sum => sum.Key.Instrument == "segmentation.ingest." + instrument)
        .OrderBy(static sum => sum.Key.Stage, StringComparer.Ordinal)
        .Select(sum => $"{sum.Key.Stage} {sum.Value.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}"));

    public void Dispose() => _listener.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var stage = tags.Length > 0 ? tags[0].Value as string ?? "" : "";
        _sums.AddOrUpdate((instrument.Name, stage), value, (_, sum) => sum + value);
        Volatile.Read(ref _added).TrySetResult();
    }
}
