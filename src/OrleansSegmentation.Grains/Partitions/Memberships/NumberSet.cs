using System.Numerics;
using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Grains.Partitions.Memberships;

/// <summary>A set of cluster numbers that grows as needed: one bit per number. Not thread-safe while it is changed.</summary>
internal sealed class NumberSet
{
    private ulong[] _words; // bit n % 64 of word n / 64 stands for number n

    public NumberSet() => _words = [];

    /// <summary>Takes the words over.</summary>
    public NumberSet(ulong[] words) => _words = words;

    /// <summary>Gets the words; trailing ones may be zero.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Gets how many numbers are in the set.</summary>
    public long Count => CountKernels.Count(_words);

    /// <summary>Returns whether a number is in the set.</summary>
    public bool Contains(int number) => number >> 6 < _words.Length && (_words[number >> 6] >> (number & 63) & 1) != 0;

    /// <summary>Adds a number.</summary>
    public void Add(int number)
    {
        GrowTo((number >> 6) + 1);
        _words[number >> 6] |= 1UL << (number & 63);
    }

    /// <summary>Takes a number out, if it is in.</summary>
    public void Remove(int number)
    {
        if (number >> 6 < _words.Length) _words[number >> 6] &= ~(1UL << (number & 63));
    }

    /// <summary>Adds the numbers of the rows that are set.</summary>
    /// <param name="rows">One bit per row.</param>
    /// <param name="numbers">The number of each row, ascending.</param>
    public void AddRows(ReadOnlySpan<ulong> rows, ReadOnlySpan<int> numbers)
    {
        for (var index = 0; index < rows.Length; index++)
        {
            var word = rows[index];
            if (word == 0) continue;
            var block = numbers[(index << 6)..Math.Min((index + 1) << 6, numbers.Length)];
            if (block[^1] - block[0] == block.Length - 1)
            {
                AddWord(block[0], word); // most profiles never moved: their rows are numbered without gaps
                continue;
            }

            for (; word != 0; word &= word - 1) Add(block[BitOperations.TrailingZeroCount(word)]);
        }
    }

    /// <summary>Counts the numbers that are in this set and not in the other.</summary>
    public long CountExcept(NumberSet other)
    {
        var shared = Math.Min(_words.Length, other._words.Length);
        return CountKernels.CountAndNot(_words.AsSpan(0, shared), other._words.AsSpan(0, shared)) + CountKernels.Count(_words.AsSpan(shared));
    }

    /// <summary>Lists the numbers that are in this set and not in the other, ascending.</summary>
    public IEnumerable<int> Except(NumberSet other)
    {
        for (var index = 0; index < _words.Length; index++)
        {
            for (var word = _words[index] & ~other.WordAt(index); word != 0; word &= word - 1)
                yield return (index << 6) + BitOperations.TrailingZeroCount(word);
        }
    }

    /// <summary>Lists the numbers, ascending.</summary>
    public IEnumerable<int> ToNumbers() => Except(Empty);

    /// <summary>Returns a copy that can be changed on its own.</summary>
    public NumberSet Copy() => new((ulong[])_words.Clone());

    private static NumberSet Empty { get; } = new();

    // Bit i of the word stands for first + i.
    private void AddWord(int first, ulong word)
    {
        var (index, shift) = (first >> 6, first & 63);
        var high = shift == 0 ? 0 : word >> (64 - shift);
        GrowTo(index + (high == 0 ? 1 : 2));
        _words[index] |= word << shift;
        if (high != 0) _words[index + 1] |= high;
    }

    private void GrowTo(int wordCount)
    {
        if (wordCount > _words.Length) Array.Resize(ref _words, Math.Max(wordCount, _words.Length + _words.Length / 2));
    }

    private ulong WordAt(int index) => index < _words.Length ? _words[index] : 0;
}
