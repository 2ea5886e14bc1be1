using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Evaluation.Operators.Domains;

/// <summary>The outcome of a predicate at every position of a domain: true, false, or not decided by the column operators.</summary>
/// <remarks>
/// PQL has two truth values. "Unknown" is no third one: it marks positions where the data has a shape that no column operator covers
/// (a list inside a list, an object compared with a text), or where the expression has no column operator. The row evaluator decides those.
/// The rules for combining are Kleene's, so that a position decided by one side stays decided. Immutable.
/// </remarks>
internal sealed class TruthVector
{
    public TruthVector(RowBitmap isTrue, RowBitmap? unknown = null)
    {
        True = isTrue;
        Unknown = unknown is null || unknown.IsEmpty ? null : unknown;
    }

    /// <summary>Gets the positions that are certainly true.</summary>
    public RowBitmap True { get; }

    /// <summary>Gets the positions not decided, disjoint from <see cref="True"/>; null when there are none.</summary>
    public RowBitmap? Unknown { get; }

    public int Count => True.RowCount;

    /// <summary>Gets whether every position is certainly false.</summary>
    public bool IsFalse => Unknown is null && True.IsEmpty;

    public static TruthVector Constant(int count, bool value) => new(value ? RowBitmap.All(count) : new RowBitmap(count));

    public static TruthVector AllUnknown(int count) => new(new RowBitmap(count), RowBitmap.All(count));

    public TruthVector And(TruthVector other)
    {
        var isTrue = True.And(other.True);
        if (Unknown is null && other.Unknown is null) return new TruthVector(isTrue);
        return new TruthVector(isTrue, Possible().And(other.Possible()).AndNot(isTrue));
    }

    public TruthVector Or(TruthVector other)
    {
        var isTrue = True.Or(other.True);
        if (Unknown is null && other.Unknown is null) return new TruthVector(isTrue);
        return new TruthVector(isTrue, Possible().Or(other.Possible()).AndNot(isTrue));
    }

    public TruthVector Not()
    {
        var isTrue = new RowBitmap(Count);
        BitKernels.Not(Possible().Words, Count, isTrue.MutableWords);
        return new TruthVector(isTrue, Unknown);
    }

    /// <summary>Returns this vector with more positions not decided.</summary>
    public TruthVector WithUnknown(RowBitmap? positions)
    {
        if (positions is null) return this;
        var isTrue = True.AndNot(positions);
        return new TruthVector(isTrue, Unknown is null ? positions : Unknown.Or(positions));
    }

    /// <summary>Gets the positions that are true or may turn out to be.</summary>
    public RowBitmap Possible() => Unknown is null ? True : True.Or(Unknown);
}
