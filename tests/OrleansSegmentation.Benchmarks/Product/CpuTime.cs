using System.Diagnostics;
using System.Globalization;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary>The processor time and page faults of this process; on a machine that others use too they say more than the clock does.</summary>
internal readonly record struct CpuTime(double User, double Kernel, long PageFaults)
{
    public double Total => User + Kernel;

    public static CpuTime Now()
    {
        using var process = Process.GetCurrentProcess();
        return new CpuTime(process.UserProcessorTime.TotalSeconds, process.PrivilegedProcessorTime.TotalSeconds, ReadPageFaults());
    }

    public CpuTime Since(CpuTime start) => new(User - start.User, Kernel - start.Kernel, PageFaults - start.PageFaults);

    public override string ToString() => $"{Total:N2} s of processor time ({User:N2} user, {Kernel:N2} kernel; {PageFaults:N0} page faults)";

    // The tenth field, counted after the name in parentheses, which may have blanks; https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private static long ReadPageFaults()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var text = File.ReadAllText("/proc/self/stat");
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
