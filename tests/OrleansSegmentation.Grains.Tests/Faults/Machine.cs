using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>What all processes of a run share and no fault touches: processors. One thread of each kind, so that a run is the same every time.</summary>
internal sealed class Machine : IDisposable
{
    public Machine()
    {
        Pool = new EvaluationPool(Options.Create(new EvaluationOptions { Threads = 1 }));
        Plans = new JobPlanCache(Pool);
    }

    public static SandboxDescriptor Sandbox { get; } =
        new(SandboxDescriptor.DeriveId("org", "prod"), "org", "prod", "production", true, "Production");

    public EvaluationPool Pool { get; }

    public JobPlanCache Plans { get; }

    public SideThread SideThread { get; } = new();

    public void Dispose()
    {
        SideThread.Dispose();
        Pool.Dispose();
    }
}
