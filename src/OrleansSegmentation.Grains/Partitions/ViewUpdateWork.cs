using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>Brings one view up to date, on the pool.</summary>
internal sealed class ViewUpdateWork(ViewUpdate update) : ISlicedWork
{
    /// <summary>Gets the view, once the work is done.</summary>
    public MergedView View => update.View;

    /// <inheritdoc />
    public bool Advance(TimeSpan budget) => update.Advance(budget);
}
