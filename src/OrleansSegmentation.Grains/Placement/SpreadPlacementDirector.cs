using System.IO.Hashing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;
using OrleansSegmentation.Grains.Replication;

namespace OrleansSegmentation.Grains.Placement;

/// <summary>Deals the replicas of a sandbox out to the silos in turn, beginning at another silo for each sandbox.</summary>
internal sealed class SpreadPlacementDirector : IPlacementDirector
{
    /// <inheritdoc />
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint) return Task.FromResult(hint);

        Array.Sort(silos); // all silos must come to the same answer
        return Task.FromResult(silos[Choose(ReplicaKey.Parse(target.GrainIdentity.Key.ToString()!), silos.Length)]);
    }

    /// <summary>Returns which of the silos a replica goes to.</summary>
    public static int Choose(ReplicaKey key, int siloCount) =>
        (int)((XxHash3.HashToUInt64(key.SandboxId.ToByteArray()) % (ulong)siloCount + (ulong)key.Index) % (ulong)siloCount);
}

/// <summary>Adds the placement.</summary>
internal static class SpreadPlacementServices
{
    /// <summary>Adds the placement; calling it again changes nothing.</summary>
    public static void AddSpreadPlacement(this IServiceCollection services)
    {
        if (services.Any(static service => service.IsKeyedService && service.ServiceKey is Type type && type == typeof(SpreadPlacement))) return;
        services.AddPlacementDirector<SpreadPlacement, SpreadPlacementDirector>();
    }
}
