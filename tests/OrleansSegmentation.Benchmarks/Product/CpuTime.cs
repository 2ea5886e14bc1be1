using System.Diagnostics;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary>The processor time of this process; on a machine that others use too it says more than the clock does.</summary>
internal readonly record struct CpuTime(double User, double Kernel)
{
    public double Total => User + Kernel;

    public static CpuTime Now()
    {
        using var process = Process.GetCurrentProcess();
        return new CpuTime(process.UserProcessorTime.TotalSeconds, process.PrivilegedProcessorTime.TotalSeconds);
    }

    public CpuTime Since(CpuTime start) => new(User - start.User, Kernel - start.Kernel);

    public override string ToString() => $"{Total:N2} s of processor time ({User:N2} user, {Kernel:N2} kernel)";
}
