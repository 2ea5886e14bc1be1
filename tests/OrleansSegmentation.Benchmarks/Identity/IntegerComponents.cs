namespace OrleansSegmentation.Benchmarks.Identity;

/// <summary>Connected components of whole numbers by a union–find of its own, to check the product against. Knows which numbers occurred.</summary>
internal sealed class IntegerComponents
{
    private readonly int[] _links; // 0: did not occur; negative: a root, −size; else the parent plus one

    /// <summary>Creates the components of 0 to <paramref name="count"/> − 1; none has occurred.</summary>
    public IntegerComponents(int count) => _links = new int[count];

    /// <summary>Gets how many numbers there can be.</summary>
    public int MaxCount => _links.Length;

    /// <summary>Returns whether a number occurred.</summary>
    public bool Occurred(int number) => _links[number] != 0;

    /// <summary>Returns how many numbers are in the component of a root, 0 for others.</summary>
    public int SizeOfRoot(int number) => Math.Max(0, -_links[number]);

    /// <summary>Notes numbers that belong together.</summary>
    public void Join(ReadOnlySpan<int> numbers)
    {
        foreach (var number in numbers)
        {
            if (_links[number] == 0) _links[number] = -1;
            Union(RootOf(numbers[0]), RootOf(number));
        }
    }

    /// <summary>Returns the root of a number that occurred.</summary>
    public int RootOf(int number)
    {
        var root = number;
        while (_links[root] > 0) root = _links[root] - 1;
        while (number != root) (_links[number], number) = (root + 1, _links[number] - 1);
        return root;
    }

    private void Union(int left, int right)
    {
        if (left == right) return;
        if (_links[left] > _links[right]) (left, right) = (right, left); // left is the larger
        _links[left] += _links[right];
        _links[right] = left + 1;
    }
}
