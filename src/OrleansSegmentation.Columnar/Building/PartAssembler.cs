using OrleansSegmentation.Columnar.Bitmaps;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Collects the values of one kind of one column, compactly: only positions that have one take space.</summary>
internal abstract class PartAssembler
{
    /// <summary>The positions that have a value; a field, because it is a mutable struct.</summary>
    private protected PositionList Positions;

    /// <summary>Gives all buffers back.</summary>
    public abstract void Release();

    /// <summary>Translates the positions and makes their validity.</summary>
    /// <param name="count">Positions of the finished column.</param>
    /// <param name="map">Finished position of each collected position; null: the same.</param>
    /// <param name="positions">Finished positions, null when they are 0, 1, 2, … .</param>
    private protected RowBitmap MakeValidity(int count, int[]? map, out int[]? positions)
    {
        positions = Positions.Translate(map);
        var validity = new RowBitmap(count);
        if (positions is null)
        {
            validity.SetRange(0, Positions.Count);
            return validity;
        }

        foreach (var position in positions) validity.Set(position);
        return validity;
    }

    /// <summary>Moves compact values to their positions; positions without one are left at the default.</summary>
    private protected static T[] Spread<T>(ReadOnlySpan<T> values, int count, int[]? positions)
    {
        var result = new T[count];
        if (positions is null)
        {
            values.CopyTo(result);
            return result;
        }

        for (var i = 0; i < positions.Length; i++) result[positions[i]] = values[i];
        return result;
    }
}
