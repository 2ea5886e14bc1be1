using System.Numerics;

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
    public long Count => CountOf(_words);

    /// <summary>Counts the bits of words.</summary>
    public static long CountOf(ReadOnlySpan<ulong> words)
    {
        long count = 0;
        foreach (var word in words) count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Returns whether a number is in the set.</summary>
    public bool Contains(int number) => number >> 6 < _words.Length && (_words[number >> 6] >> (number & 63) & 1) != 0;

    /// <summary>Adds a number.</summary>
    public void Add(int number)
    {
        if (number >> 6 >= _words.Length) Array.Resize(ref _words, Math.Max((number >> 6) + 1, _words.Length + _words.Length / 2));
        _words[number >> 6] |= 1UL << (number & 63);
    }

    /// <summary>Takes a number out, if it is in.</summary>
    public void Remove(int number)
    {
        if (number >> 6 < _words.Length) _words[number >> 6] &= ~(1UL << (number & 63));
    }

    /// <summary>Counts the numbers that are in this set and not in the other.</summary>
    public long CountExcept(NumberSet other)
    {
        long count = 0;
        for (var index = 0; index < _words.Length; index++) count += BitOperations.PopCount(_words[index] & ~other.WordAt(index));
        return count;
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

    private ulong WordAt(int index) => index < _words.Length ? _words[index] : 0;
}
