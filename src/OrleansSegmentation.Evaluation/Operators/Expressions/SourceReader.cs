using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators.Expressions;

/// <summary>Reads the value of a path at one position after the other, also when the path starts at an enclosing level.</summary>
internal sealed class SourceReader
{
    private readonly Domain[] _levels; // from the current level outwards, without the one the path starts at
    private readonly int[] _cursors;
    private readonly PathBranch? _branch;

    public SourceReader(Domain domain, ExpressionSource source, EvaluationSession session)
    {
        _levels = new Domain[source.Level];
        _cursors = new int[source.Level];
        var start = domain;
        for (var level = 0; level < source.Level; level++)
        {
            _levels[level] = start;
            start = start.Parent!;
        }

        var value = start.Resolve(source.Path, session);
        // A property of an object has one place. What lies in a list makes a list of its own, which no position holds.
        _branch = value.Branches.SingleOrDefault(static branch => branch.Kind == BranchKind.Value);
        var unknown = Union(value.Lists, value.Unknown);
        // An item by itself: events are compared by identity, which a column does not tell.
        if (source.Path is VariablePath) unknown = Union(unknown, start.Values.Objects?.Validity);
        for (var level = source.Level - 1; level >= 0 && unknown is not null; level--) unknown = _levels[level].FromParent(unknown);
        Unknown = unknown;
    }

    /// <summary>Gets the positions whose value this reader does not know; null when there are none.</summary>
    public RowBitmap? Unknown { get; }

    /// <summary>Returns the positions whose value is not null.</summary>
    public RowBitmap Present(Domain domain, EvaluationSession session)
    {
        if (_branch is null) return new RowBitmap(domain.Count);
        var values = session.NotNull(_branch.Column) ?? RowBitmap.All(_branch.Column.Count);
        var present = _branch.Ranges?.Any(values) ?? values;
        for (var level = _levels.Length - 1; level >= 0; level--) present = _levels[level].FromParent(present);
        return present;
    }

    /// <summary>Reads the value at a position, which is not before the last one asked for.</summary>
    public PqlValue Read(int position)
    {
        if (_branch is null) return PqlValue.Null;
        for (var level = 0; level < _levels.Length; level++) position = ToParent(level, position);
        if (_branch.Ranges is not { } ranges) return ColumnValues.At(_branch.Column, position);
        var offsets = ranges.Offsets;
        return offsets[position + 1] == offsets[position] ? PqlValue.Null : ColumnValues.At(_branch.Column, offsets[position]);
    }

    private static RowBitmap? Union(RowBitmap? left, RowBitmap? right) => left is null ? right : right is null ? left : left.Or(right);

    // Positions come in ascending order, so that the parent is found by going on from the last one.
    private int ToParent(int level, int position)
    {
        if (_levels[level].Ranges is not { } ranges) return position;
        var offsets = ranges.Offsets;
        ref var cursor = ref _cursors[level];
        while (offsets[cursor + 1] <= position) cursor++;
        return cursor;
    }
}
