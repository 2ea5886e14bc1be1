using System.Runtime.CompilerServices;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Schemas;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Which attributes there are.</content>
internal sealed partial class PartitionReplica
{
    // A chunk never changes, so what is in it is looked up once, however often views that share it are asked.
    private readonly ConditionalWeakTable<ColumnChunk, DataShape> _shapes = [];

    /// <summary>Returns the attributes of all profiles, at an epoch or later.</summary>
    public async Task<IReadOnlyList<AttributeShape>> GetSchemaAsync(long epoch, CancellationToken cancellationToken)
    {
        await CatchUpAsync(epoch, cancellationToken);
        while (true)
        {
            // One slice per turn, so that entries are applied and others read in between.
            var (isDone, view) = await RunAsync(AdvanceAnyViewAsync, cancellationToken);
            if (isDone) return view is null ? [] : await ComputeAsync(() => ShapeOf(view)); // a view stays as it is: no turn needed
        }
    }

    // Every policy keeps every attribute of some fragment, so one view knows them all.
    private async Task<(bool IsDone, MergedView? View)> AdvanceAnyViewAsync()
    {
        if (_policies.Count == 0) return (true, null);
        var policy = PolicyConversion.ToMergePolicy(_policies.Values.First());
        var view = _profiles.FindCurrentView(policy) ?? await ComputeAsync(() =>
        {
            var update = _profiles.BeginUpdate(policy);
            return update.Advance(ViewSlice) ? update.View : null;
        });
        return (view is not null, view);
    }

    private IReadOnlyList<AttributeShape> ShapeOf(MergedView view)
    {
        var shape = new DataShape();
        foreach (var piece in view.Pieces) shape.Add(_shapes.GetValue(piece.Chunk, static chunk => DataShape.Of(chunk.Rows)));
        return shape.Encode();
    }
}
