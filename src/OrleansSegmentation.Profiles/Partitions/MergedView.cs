using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>All profiles of one partition, merged under the rules of a policy, as they were at one moment. Immutable and thread-safe.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Epoch">The epoch of the state it shows.</param>
/// <param name="Pieces">The rows. Every profile is live in exactly one piece.</param>
/// <param name="ProfileCount">How many live rows there are.</param>
/// <param name="ExcludedTooManyIdentities">How many profiles have no row because they have more than 50 identities.</param>
/// <param name="RowUpperBound">One more than the greatest number a profile of this identity graph has or had.</param>
public sealed record MergedView(
    MergeRules Rules, long Epoch, IReadOnlyList<ViewPiece> Pieces, long ProfileCount, long ExcludedTooManyIdentities, int RowUpperBound);

/// <summary>Some rows of a view. Immutable and thread-safe.</summary>
/// <param name="Chunk">The rows.</param>
/// <param name="Numbers">The number of each row's profile in the identity graph of the policy, ascending.</param>
/// <param name="Clusters">The cluster number of each row; the same array when profiles are clusters.</param>
/// <param name="Live">The rows that count; the others have a newer version in another piece, or their profile is gone.</param>
public sealed record ViewPiece(ColumnChunk Chunk, int[] Numbers, int[] Clusters, RowBitmap Live);
