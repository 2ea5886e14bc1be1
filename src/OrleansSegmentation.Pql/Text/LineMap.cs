using System.Collections.Immutable;

namespace OrleansSegmentation.Pql.Text;

/// <summary>Turns offsets of a text into lines and columns.</summary>
public sealed class LineMap
{
    private readonly ImmutableArray<int> _starts;

    /// <summary>Finds where the lines start: after a line feed, a carriage return, or the two together.</summary>
    public LineMap(string text)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        starts.Add(0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) starts.Add(i + 1);
        }

        _starts = starts.ToImmutable();
    }

    /// <summary>Returns the one-based line and column, in UTF-16 units, of an offset.</summary>
    public (int Line, int Column) At(int offset)
    {
        var index = _starts.BinarySearch(offset);
        if (index < 0) index = ~index - 1;
        return (index + 1, offset - _starts[index] + 1);
    }
}
