using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Partitions.Evaluation;

/// <summary>The plans of the jobs that run on this silo: each is compiled once for all partitions, and for later jobs of equal content. Thread-safe.</summary>
internal sealed class JobPlanCache(EvaluationPool pool)
{
    private const int Capacity = 32;

    private readonly object _gate = new();
    private readonly Dictionary<UInt128, Task<JobPlan>> _plans = [];
    private readonly Queue<UInt128> _byAge = new();

    /// <summary>Returns the plan of a request.</summary>
    /// <exception cref="ExpressionFailedException">An expression cannot be compiled.</exception>
    public Task<JobPlan> GetAsync(JobRequest request)
    {
        var key = KeyOf(request);
        lock (_gate)
        {
            if (_plans.TryGetValue(key, out var plan) && !plan.IsFaulted && !plan.IsCanceled) return plan;
            if (!_plans.ContainsKey(key)) _byAge.Enqueue(key);
            plan = CompileAsync(request);
            _plans[key] = plan;
            if (_byAge.Count > Capacity) _plans.Remove(_byAge.Dequeue()); // those who use it keep it
            return plan;
        }
    }

    private static UInt128 KeyOf(JobRequest request)
    {
        var hash = new XxHash128();
        foreach (var segment in request.Segments)
        {
            hash.Append(segment.SegmentId.ToByteArray());
            hash.Append(segment.MergePolicyId.ToByteArray());
            Append(hash, segment.Format);
            Append(hash, segment.Expression);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append(XxHash128 hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = bytes.Length;
        hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length))); // or "ab" + "c" would equal "a" + "bc"
        hash.Append(bytes);
    }

    private async Task<JobPlan> CompileAsync(JobRequest request)
    {
        var compilation = new PlanCompilation(request);
        await pool.RunAsync(this, compilation, CancellationToken.None).ConfigureAwait(false); // shared: belongs to no one job
        return compilation.Plan!;
    }
}
