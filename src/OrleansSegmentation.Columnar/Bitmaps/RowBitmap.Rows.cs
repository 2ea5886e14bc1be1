using System.Numerics;
using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Columnar.Bitmaps;

/// <content>Rows and runs of rows.</content>
public sealed partial class RowBitmap
{
    /// <summary>Gets the rows of the set in ascending order. Allocates nothing in <c>foreach</c>.</summary>
    public RowEnumerable Rows => new(_words);

    /// <summary>Gets the maximal runs of consecutive rows in ascending order. Allocates nothing in <c>foreach</c>.</summary>
    public RangeEnumerable Ranges => new(_words);

    /// <summary>Puts rows <c>start .. start + count</c> into the set, before the set is handed out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not all of them are below <see cref="RowCount"/>.</exception>
    public void SetRange(int start, int count)
    {
        RequireRows(start, count);
        BitRangeKernels.SetRange(_words, start, count);
    }

    /// <summary>Counts the rows of the set in <c>start .. start + count</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not all of them are below <see cref="RowCount"/>.</exception>
    public int CountRange(int start, int count)
    {
        RequireRows(start, count);
        return BitRangeKernels.CountRange(_words, start, count);
    }

    /// <summary>Returns rows <c>start .. start + count</c> as a set of its own, whose row 0 is <paramref name="start"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not all of them are below <see cref="RowCount"/>.</exception>
    public RowBitmap Slice(int start, int count)
    {
        RequireRows(start, count);
        var result = new RowBitmap(count);
        BitRangeKernels.CopyRange(_words, start, count, result._words, 0);
        return result;
    }

    private void RequireRows(int start, int count)
    {
        if (start < 0 || count < 0 || start > RowCount - count)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"Rows {start} to {(long)start + count} are not all within {RowCount} rows.");
    }

    /// <summary>The rows of a set, for <c>foreach</c>.</summary>
    public readonly struct RowEnumerable(ulong[] words)
    {
        /// <summary>Starts before the first row.</summary>
        public RowEnumerator GetEnumerator() => new(words);
    }

    /// <summary>Walks the rows of a set.</summary>
    public struct RowEnumerator(ulong[] words)
    {
        private int _index = -1;
        private ulong _word;

        /// <summary>Gets the row.</summary>
        public readonly int Current => (_index << 6) + BitOperations.TrailingZeroCount(_word);

        /// <summary>Goes to the next row.</summary>
        public bool MoveNext()
        {
            _word &= _word - 1; // 0 stays 0
            while (_word == 0)
            {
                if (++_index >= words.Length) return false;
                _word = words[_index];
            }

            return true;
        }
    }

    /// <summary>The runs of a set, for <c>foreach</c>.</summary>
    public readonly struct RangeEnumerable(ulong[] words)
    {
        /// <summary>Starts before the first run.</summary>
        public RangeEnumerator GetEnumerator() => new(words);
    }

    /// <summary>Walks the runs of a set.</summary>
    public struct RangeEnumerator(ulong[] words)
    {
        private int _next;

        /// <summary>Gets the run: its first row and how many follow each other.</summary>
        public (int Start, int Count) Current { get; private set; }

        /// <summary>Goes to the next run.</summary>
        public bool MoveNext()
        {
            var start = Find(_next, flip: 0);
            if (start < 0) return false;
            var end = Find(start, flip: ulong.MaxValue);
            _next = end < 0 ? words.Length << 6 : end;
            Current = (start, _next - start);
            return true;
        }

        // first set bit (or, flipped, first clear bit) at or after a row
        private readonly int Find(int from, ulong flip)
        {
            var index = from >> 6;
            if (index >= words.Length) return -1;
            var word = (words[index] ^ flip) & (ulong.MaxValue << (from & 63));
            while (word == 0)
            {
                if (++index >= words.Length) return -1;
                word = words[index] ^ flip;
            }

            return (index << 6) + BitOperations.TrailingZeroCount(word);
        }
    }
}
