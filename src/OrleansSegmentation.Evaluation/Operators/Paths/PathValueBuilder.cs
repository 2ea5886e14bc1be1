using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>Collects the branches of a path and the positions that are lists or cannot be told.</summary>
internal sealed class PathValueBuilder(int positionCount)
{
    private readonly List<PathBranch> _branches = [];
    private RowBitmap? _lists;
    private RowBitmap? _unknown;
    private RowBitmap? _singleObjects;

    public void Add(PathBranch branch) => _branches.Add(branch);

    /// <summary>Takes over what is known of a path that this one continues.</summary>
    public void Continue(PathValue source)
    {
        Merge(ref _lists, source.Lists);
        Merge(ref _unknown, source.Unknown);
    }

    /// <summary>The same, for a step after which nothing is a list that was one.</summary>
    public void ContinueSingles(PathValue source) => Merge(ref _unknown, source.Unknown);

    public void AddLists(PathBranch branch, RowBitmap positions) => Merge(ref _lists, ToOwner(branch, positions));

    public void AddUnknown(PathBranch branch, RowBitmap positions) => Merge(ref _unknown, ToOwner(branch, positions));

    public void AddSingleObjects(PathBranch branch, RowBitmap positions) => Merge(ref _singleObjects, ToOwner(branch, positions));

    public PathValue Build() => new(_branches, _lists, _unknown, _singleObjects);

    private static RowBitmap ToOwner(PathBranch branch, RowBitmap positions) => branch.Any(new TruthVector(positions)).Possible();

    private void Merge(ref RowBitmap? target, RowBitmap? positions)
    {
        if (positions is null || positions.IsEmpty) return;
        target ??= new RowBitmap(positionCount);
        BitKernels.Or(target.Words, positions.Words, target.MutableWords);
    }
}
