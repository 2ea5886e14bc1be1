namespace OrleansSegmentation.Storage;

/// <summary>Checks names of stored files before they become paths or blob names.</summary>
public static class StoredName
{
    private const int MaxLength = 512;
    private const int MaxPartLength = 200;

    /// <summary>Throws unless the name is made of parts of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, joined by <c>/</c>.</summary>
    /// <exception cref="ArgumentException">It is not; the message names what is wrong.</exception>
    public static void Require(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MaxLength) throw new ArgumentException($"A stored name has at most {MaxLength} characters, not {name.Length}.", nameof(name));
        foreach (var part in name.Split('/'))
        {
            if (part.Length is 0 or > MaxPartLength)
                throw new ArgumentException($"Each part of a stored name has 1 to {MaxPartLength} characters. Name: {name}.", nameof(name));
            // also keeps out "..", ".", and what tools hide
            if (part[0] == '.') throw new ArgumentException($"No part of a stored name starts with a dot. Name: {name}.", nameof(name));
            foreach (var character in part)
            {
                if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.'))
                    throw new ArgumentException($"A stored name is made of ASCII letters, digits, '-', '_', '.' and '/', not '{character}'. Name: {name}.", nameof(name));
            }
        }
    }
}
