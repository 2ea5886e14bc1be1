using System.Runtime.CompilerServices;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Schemas;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>What is read outside of jobs: which attributes there are, and single profiles.</content>
internal sealed partial class PartitionReplica
{
    // A chunk never changes, so what is in it is looked up once, however often views that share it are asked.
    private readonly ConditionalWeakTable<ColumnChunk, DataShape> _shapes = [];

    /// <summary>Returns the attributes of all profiles, at an epoch or later.</summary>
    public async Task<IReadOnlyList<AttributeShape>> GetSchemaAsync(long epoch, CancellationToken cancellationToken)
    {
        await CatchUpAsync(epoch, cancellationToken);
        var view = await RunAsync(FindAnyViewAsync, cancellationToken);
        return view is null ? [] : await _pool.RunAsync(this, () => ShapeOf(view), cancellationToken); // a view stays as it is: no turn needed
    }

    /// <summary>Reads a profile, merged under a policy, at exactly an epoch; null when there is no such cluster.</summary>
    public Task<MergedProfile?> ReadProfileAsync(int number, MergePolicySnapshot policy, long epoch, CancellationToken cancellationToken) =>
        ReadAtAsync(epoch, () => _pool.RunAsync(this, () => ReadProfile(number, policy), cancellationToken), cancellationToken);

    // Every policy keeps every attribute of some fragment, so one view knows them all.
    private async Task<MergedView?> FindAnyViewAsync() =>
        _policies.Count == 0 ? null : await UpdateViewAsync(PolicyConversion.ToMergePolicy(_policies.Values.First()));

    private IReadOnlyList<AttributeShape> ShapeOf(MergedView view)
    {
        var shape = new DataShape();
        foreach (var piece in view.Pieces) shape.Add(_shapes.GetValue(piece.Chunk, static chunk => DataShape.Of(chunk.Rows)));
        return shape.Encode();
    }

    private MergedProfile? ReadProfile(int number, MergePolicySnapshot policy)
    {
        if (!_profiles.IsLive(number)) return null;
        if (_profiles.HasTooManyIdentities(number)) return new MergedProfile(HasTooManyIdentities: true, default);
        var row = _profiles.MergeRow(number, PolicyConversion.ToMergePolicy(policy));
        return new MergedProfile(HasTooManyIdentities: false, ProfileDocument.Write(row, number, _memberships.Segments));
    }
}
