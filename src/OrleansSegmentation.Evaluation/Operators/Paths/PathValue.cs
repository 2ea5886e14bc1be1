using OrleansSegmentation.Columnar.Bitmaps;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>The values of a path over one domain.</summary>
/// <param name="Branches">Where they are stored.</param>
/// <param name="Lists">Positions of the domain at which the path gives a list by walking through one; null when there are none.</param>
/// <param name="Unknown">Positions whose value the column operators cannot tell; null when there are none.</param>
/// <param name="SingleObjects">In a list view: positions whose only item is an object, which <c>count()</c> treats as a map.</param>
internal sealed record PathValue(
    IReadOnlyList<PathBranch> Branches, RowBitmap? Lists = null, RowBitmap? Unknown = null, RowBitmap? SingleObjects = null);
