using Orleans.Placement;

namespace OrleansSegmentation.Grains.Placement;

/// <summary>Replicas with neighbouring indexes start on different silos, so that each silo gets its share of every sandbox.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking]
internal sealed class SpreadPlacement : PlacementStrategy
{
    /// <summary>The only instance needed.</summary>
    public static readonly SpreadPlacement Default = new();
}

/// <summary>Puts the grain where <see cref="SpreadPlacement"/> says. Its key must be a <see cref="Replication.ReplicaKey"/> with an index.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SpreadPlacementAttribute() : PlacementAttribute(SpreadPlacement.Default);
