using System.Globalization;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>A set of names that finds the first free name of the form base and number without trying all smaller numbers each time.</summary>
internal sealed class NumberedNames
{
    private const int MostDigits = 9;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // For a base and a first number: every number from the first up to this one is taken.
    private readonly Dictionary<(string Base, int First), int> _taken = [];

    public bool Contains(string name) => _names.Contains(name);

    public void Add(string name) => _names.Add(name);

    public void Remove(string name)
    {
        if (!_names.Remove(name) || _taken.Count == 0) return;

        // v12 was the number 12 of v and the number 2 of v1.
        for (var start = name.Length - 1; start > 0 && name.Length - start <= MostDigits && char.IsAsciiDigit(name[start]); start--)
        {
            if (name[start] == '0' && start < name.Length - 1) continue;
            var number = int.Parse(name.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture);
            Lower((name[..start], 0), number);
            Lower((name[..start], 2), number);
        }
    }

    /// <summary>Returns the base with the smallest number, from <paramref name="first"/> (0 or 2) up, that is not a name of the set.</summary>
    public string FirstFree(string @base, int first)
    {
        var number = _taken.GetValueOrDefault((@base, first), first);
        while (_names.Contains(Name(@base, number))) number++;
        _taken[(@base, first)] = number;
        return Name(@base, number);
    }

    private static string Name(string @base, int number) => string.Create(CultureInfo.InvariantCulture, $"{@base}{number}");

    private void Lower((string Base, int First) key, int number)
    {
        if (number >= key.First && _taken.TryGetValue(key, out var bound) && number < bound) _taken[key] = number;
    }
}
