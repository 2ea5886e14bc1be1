using System.Numerics;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>A growing set of cluster numbers.</summary>
internal sealed class NumberSet
{
    private ulong[] _words = [];

    public int Count { get; private set; }

    public bool Contains(int number) => number >> 6 < _words.Length && (_words[number >> 6] >> (number & 63) & 1) != 0;

    /// <summary>Adds a number; false when it was there.</summary>
    public bool Add(int number)
    {
        if (number >> 6 >= _words.Length) Array.Resize(ref _words, Math.Max((number >> 6) + 1, _words.Length * 2));
        if (Contains(number)) return false;
        _words[number >> 6] |= 1UL << (number & 63);
        Count++;
        return true;
    }

    /// <summary>Removes a number; false when it was not there.</summary>
    public bool Remove(int number)
    {
        if (!Contains(number)) return false;
        _words[number >> 6] &= ~(1UL << (number & 63));
        Count--;
        return true;
    }

    /// <summary>Removes all numbers and returns them in ascending order.</summary>
    public int[] TakeAll()
    {
        var numbers = ToArray();
        Array.Clear(_words);
        Count = 0;
        return numbers;
    }

    /// <summary>Returns the numbers in ascending order.</summary>
    public int[] ToArray()
    {
        var numbers = new int[Count];
        var next = 0;
        for (var index = 0; index < _words.Length; index++)
        {
            for (var word = _words[index]; word != 0; word &= word - 1) numbers[next++] = (index << 6) + BitOperations.TrailingZeroCount(word);
        }

        return numbers;
    }
}
