using System.Diagnostics;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary>Looks every 50 ms how much memory the process has.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private readonly Timer _timer;
    private long _heap;
    private long _committed;
    private long _resident;

    public MemoryPeak() => _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));

    public string Describe(long heapBefore) =>
        $"highest: heap {_heap / 1e6:N0} MB ({(_heap - heapBefore) / 1e6:N0} more than before), committed {_committed / 1e6:N0} MB, resident {_resident / 1e6:N0} MB";

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        _heap = Math.Max(_heap, GC.GetTotalMemory(forceFullCollection: false));
        _committed = Math.Max(_committed, GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes);
        using var process = Process.GetCurrentProcess();
        _resident = Math.Max(_resident, process.WorkingSet64);
    }
}
